using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Lumina.Environments.Simulation;

/// <summary>Loads the library, and what it waits through, with each <c>ConfigureAwait(false)</c> made <c>ConfigureAwait(true)</c>: only so is the order of continuations the seed's.</summary>
internal sealed class RewritingLoadContext(string directory) : AssemblyLoadContext("simulation")
{
    private static readonly string[] Rewritten = ["Lumina.Environments", "Lumina.Environments.InMemory", "Lumina.Environments.Simulation", "Polly.Core"];

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(directory, $"{assemblyName.Name}.dll");
        return Rewritten.Contains(assemblyName.Name) && File.Exists(path) ? LoadFromStream(Rewrite(path)) : null;
    }

    private static MemoryStream Rewrite(string path)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(path);
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            Rewrite(method.Body);
        }

        // Built for debugging or not, it runs optimized.
        foreach (CustomAttribute debuggable in module.Assembly.CustomAttributes.Where(attribute => attribute.AttributeType.Name == nameof(DebuggableAttribute)).ToList())
        {
            module.Assembly.CustomAttributes.Remove(debuggable);
        }

        MemoryStream stream = new();
        module.Write(stream);
        stream.Position = 0;
        return stream;
    }

    private static void Rewrite(Mono.Cecil.Cil.MethodBody body)
    {
        Instruction[] calls = [.. body.Instructions.Where(instruction => instruction.Operand is MethodReference { Name: "ConfigureAwait" } method && method.Parameters[^1].ParameterType.FullName == "System.Boolean")];
        if (calls.Length == 0)
        {
            return;
        }

        body.SimplifyMacros();
        ILProcessor code = body.GetILProcessor();
        foreach (Instruction call in calls)
        {
            code.InsertBefore(call, code.Create(OpCodes.Pop));
            code.InsertBefore(call, code.Create(OpCodes.Ldc_I4_1));
        }

        body.OptimizeMacros();
    }
}
