using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Lumina.Environments.Simulation;

/// <summary>Loads the library, and what it waits through, with each <c>ConfigureAwait(false)</c> made <c>ConfigureAwait(true)</c>, and <see cref="SeededTask"/> in the place of what would give work to the pool: only so is the order of continuations the seed's.</summary>
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
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.DeclaringType.Name != nameof(SeededTask)))
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
        foreach (MethodReference run in body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().Where(IsTaskRun))
        {
            run.GetElementMethod().DeclaringType = SeededTaskIn(body.Method.Module);
        }

        foreach (Instruction instruction in body.Instructions.Where(instruction => instruction is { OpCode.Code: Code.Newobj, Operand: MethodReference { DeclaringType.FullName: "System.Threading.Tasks.ParallelOptions" } }))
        {
            instruction.OpCode = OpCodes.Call;
            instruction.Operand = new MethodReference(nameof(SeededTask.Options), ((MethodReference)instruction.Operand).DeclaringType, SeededTaskIn(body.Method.Module));
        }

        Instruction[] calls = [.. body.Instructions.Where(instruction => instruction.Operand is MethodReference { Name: "ConfigureAwait" })];
        if (calls.Length == 0)
        {
            return;
        }

        body.SimplifyMacros();
        ILProcessor code = body.GetILProcessor();
        foreach (Instruction call in calls)
        {
            // Of a Boolean and of ConfigureAwaitOptions alike: the lowest bit is the captured context.
            code.InsertBefore(call, code.Create(OpCodes.Ldc_I4_1));
            code.InsertBefore(call, code.Create(OpCodes.Or));
        }

        body.OptimizeMacros();
    }

    private static bool IsTaskRun(MethodReference method) => method is { Name: nameof(Task.Run), DeclaringType.FullName: "System.Threading.Tasks.Task" };

    private static TypeReference SeededTaskIn(ModuleDefinition module)
    {
        AssemblyName here = typeof(SeededTask).Assembly.GetName();
        AssemblyNameReference? known = module.AssemblyReferences.FirstOrDefault(reference => reference.Name == here.Name);
        if (known is null)
        {
            module.AssemblyReferences.Add(known = new AssemblyNameReference(here.Name, here.Version));
        }

        return new TypeReference(typeof(SeededTask).Namespace, nameof(SeededTask), module, known);
    }
}
