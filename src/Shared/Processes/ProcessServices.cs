using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>What every child of one host shares.</summary>
[SupportedOSPlatform("linux")]
internal sealed record ProcessServices(DescriptorLoop Loop, HostRecords Records, ISignals Signals, TimeProvider Time);
