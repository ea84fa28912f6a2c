using Lumina.Environments.Aws;

// usage: WORKSPACE [NAME=VALUE …]: applies what is in the workspace, with these variables.
TerraformOptions options = new()
{
    Variables = args.Skip(1).Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1], StringComparer.Ordinal),
};
using TerraformProcesses processes = new(options, TimeProvider.System);
TerraformProgram program = await TerraformProgram.FindAsync(options, processes, CancellationToken.None);
TerraformRunner runner = new(processes, new TerraformRecovery(processes), options, TimeProvider.System);
await new TerraformRun(program, TerraformWorkspace.Open(args[0]), runner, options).ApplyAsync(CancellationToken.None);
