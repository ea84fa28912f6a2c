using System.Runtime.Versioning;
using System.Text.Json.Serialization;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>A process of an entry. A pid means something together with its start time and within one boot only.</summary>
[SupportedOSPlatform("linux")]
internal sealed record KeptProcess(string Name, int Pid, long StartTime, string Boot)
{
    /// <summary>It waits for its first instruction. A process that was killed meanwhile has left it so: it ends by itself, at its own pace.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHeld { get; init; }

    [JsonIgnore]
    public ProcessIdentity Identity => new(Pid, StartTime);

    [JsonIgnore]
    public bool IsOfThisBoot => Boot == MachineBoot.ReadId();

    [JsonIgnore]
    public bool IsAlive => IsOfThisBoot && ProcessEntry.Lives(Identity);
}
