namespace Lumina.Environments.Aws;

/// <summary>A size of machine that Fargate has.</summary>
/// <param name="CpuUnits">Processors' time, in 1,024ths.</param>
/// <param name="MemoryMib">Memory in mebibytes.</param>
internal sealed record FargateSize(int CpuUnits, int MemoryMib)
{
    private const int UnitsPerCpu = 1024;

    /// <summary>For each number of units: the least memory, the most, and the step between.</summary>
    private static readonly (int CpuUnits, int Least, int Most, int Step)[] Sizes =
    [
        (256, 512, 2048, 512),
        (512, 1024, 4096, 1024),
        (1024, 2048, 8192, 1024),
        (2048, 4096, 16_384, 1024),
        (4096, 8192, 30_720, 1024),
        (8192, 16_384, 61_440, 4096),
        (16_384, 32_768, 122_880, 8192),
    ];

    /// <summary>The smallest that has as much of both; the smallest of all without limits. Null where none has.</summary>
    public static FargateSize? For(double? cpus, int? memoryMib)
    {
        double units = (cpus ?? 0) * UnitsPerCpu;
        int memory = memoryMib ?? 0;
        foreach ((int cpuUnits, int least, int most, int step) in Sizes)
        {
            if (cpuUnits >= units && most >= memory)
            {
                // 256 units have 512, 1,024 or 2,048, and not what is between.
                int rounded = Math.Max(least, (memory + step - 1) / step * step);
                return new(cpuUnits, cpuUnits == 256 && rounded == 1536 ? 2048 : rounded);
            }
        }

        return null;
    }
}
