using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Services that outlive this process. Their output goes into files; a project's program lies in the entry, since builds go with the process that made them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptServices
{
    private readonly LocalHost _host;

    public KeptServices(LocalHost host)
    {
        _host = host;
        ProcessStop stop = new() { Grace = host.Options.StopGrace };
        Components = new KeptComponents(host, ProcessServiceDeployer.ProviderName, ComponentKinds.Service, stop, stop);
    }

    public KeptComponents Components { get; }

    /// <summary>The program that an earlier process has built; null where there is none.</summary>
    public string? FindBuilt(ComponentContext context) => Components.Find(context) is { State: { IsComplete: true, Program: { } program } } ? program : null;

    /// <param name="spec">What is wanted.</param>
    /// <param name="program">What is run.</param>
    /// <param name="built">The program that was built for it and has to be copied; null where it lies where it stays.</param>
    /// <param name="context">Which component.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ServiceProgram program, string? built, ComponentContext context, CancellationToken cancellationToken)
    {
        KeptEntry entry = await Components.EnsureAsync(context, new Recipe(_host, spec, program, built, context), cancellationToken).ConfigureAwait(false);
        ServicePorts ports = new(spec.Endpoints, endpoint => entry.State.Ports[PortName(endpoint, 1)]);
        return ports.Addresses.Aggregate(ComponentOutputs.Empty, (outputs, address) => outputs.With(address.Key, address.Value, Vantage.Host));
    }

    private static string PortName(EndpointSpec endpoint, int replica) => PortName(endpoint.Name, replica);

    private static string PortName(string endpoint, int replica) => string.Create(CultureInfo.InvariantCulture, $"{endpoint}-{replica}");

    private sealed class Recipe(LocalHost host, ServiceSpec spec, ServiceProgram program, string? built, ComponentContext context) : IKeptRecipe
    {
        private ServiceProgram _program = program;

        public Task PrepareAsync(KeptEntry entry, CancellationToken cancellationToken)
        {
            KeptState state = entry.State with { Replicas = spec.Replicas, RunsOnce = spec.Run.IsOnce };
            if (built is not null)
            {
                string directory = entry.PathOf("program");
                string copy = Path.Combine(directory, Path.GetFileName(built));
                Copy(Path.GetDirectoryName(built)!, directory, cancellationToken);
                _program = _program with { Arguments = [.. _program.Arguments.Select(argument => argument == built ? copy : argument)] };
                state = state with { Program = copy };
            }

            entry.Save(state);
            return Task.CompletedTask;
        }

        public async Task StartAsync(KeptEntry entry, CancellationToken cancellationToken)
        {
            List<ChildProcess> started = [];
            for (int replica = 1; replica <= spec.Replicas; replica++)
            {
                int number = replica;
                ServicePorts ports = new(spec.Endpoints, host.AskedPorts, asAsked: replica == 1, endpoint => entry.State.Ports.GetValueOrDefault(PortName(endpoint, number)));
                try
                {
                    Dictionary<string, int> all = new(entry.State.Ports, StringComparer.Ordinal);
                    foreach ((string endpoint, int port) in ports.Numbers)
                    {
                        all[PortName(endpoint, replica)] = port;
                    }

                    entry.Save(entry.State with { Ports = all });
                    ChildProcess child = await host.Kept.StartAsync(entry, Launch(replica, ports), cancellationToken).ConfigureAwait(false);
                    started.Add(child);
                    _ = child.Exit.ContinueWith(_ => ports.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }
                catch
                {
                    ports.Dispose();
                    throw;
                }
            }

            if (spec.Run.IsOnce)
            {
                await ServiceInstance.WaitUntilDoneAsync(started[0], Output, cancellationToken).ConfigureAwait(false);
                entry.Save(entry.State with { IsDone = true });
            }
            else if (spec.HealthCheck is null)
            {
                await ServiceInstance.SettleAsync(host, started, Output, cancellationToken).ConfigureAwait(false);
            }

            OutputRing Output(ChildProcess child) => new KeptOutput(entry.Log(child.Name), host.Options.LogBytes).Read();
        }

        public Task CompleteAsync(KeptEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        private ProcessLaunch Launch(int replica, ServicePorts ports) => new(_program.FileName)
        {
            Name = spec.Replicas == 1 ? spec.Name : string.Create(CultureInfo.InvariantCulture, $"{spec.Name}-{replica}"),
            Arguments = _program.Arguments,
            WorkingDirectory = _program.WorkingDirectory,
            EnvironmentBase = host.Options.InheritVariables ? EnvironmentBase.Inherited : EnvironmentBase.Scrubbed,
            Environment = ports.Variables(context),
        };

        private static void Copy(string from, string to, CancellationToken cancellationToken)
        {
            LocalHost.MakePrivate(to, account: null);
            foreach (string directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            {
                Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
            }

            foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
            }
        }
    }
}
