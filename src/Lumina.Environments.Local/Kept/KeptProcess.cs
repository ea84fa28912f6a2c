using System.Runtime.Versioning;
using System.Text.Json.Serialization;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>A process of an entry. A pid means something together with its start time and within one boot only.</summary>
[SupportedOSPlatform("linux")]
internal sealed record KeptProcess(string Name, int Pid, long StartTime, string Boot)
{
    [JsonIgnore]
    public ProcessIdentity Identity => new(Pid, StartTime);

    [JsonIgnore]
    public bool IsOfThisBoot => Boot == MachineBoot.ReadId();

    [JsonIgnore]
    public bool IsAlive => IsOfThisBoot && ProcessEntry.Read(Pid) is { IsAlive: true } entry && entry.Identity == Identity;
}
