using Lumina.Environments;
using Lumina.Environments.Aws;
using Lumina.Environments.Aws.TestHost;

// usage: provision|terminate RollBack|Resume ENDPOINT DIRECTORY MIRROR VERSION: a whole manager.
if (args is [KilledManager.Provision or KilledManager.Terminate, ..])
{
    await KilledManager.RunAsync(args[0], Enum.Parse<InterruptionPolicy>(args[1]), new KillLab(args[2], args[3], args[4], args[5]));
    return;
}

// usage: WORKSPACE [NAME=VALUE …]: applies what is in the workspace, with these variables.
TerraformOptions options = new()
{
    Variables = args.Skip(1).Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1], StringComparer.Ordinal),
};
using TerraformProcesses processes = new(options, TimeProvider.System);
TerraformProgram program = await TerraformProgram.FindAsync(options, processes, TimeProvider.System, CancellationToken.None);
TerraformRunner runner = new(processes, new TerraformRecovery(processes), options, TimeProvider.System);
await new TerraformRun(program, TerraformWorkspace.Open(args[0]), runner, options).ApplyAsync(CancellationToken.None);
