namespace Lumina.Environments.Docker;

/// <summary>Makes the labels of what this process makes.</summary>
internal sealed class DockerMarks(DockerEngine engine, IProcessInspector processes)
{
    /// <summary>The labels of something of a component.</summary>
    public Dictionary<string, string> For(OwnershipMarks marks, string provider, string role = ContainerLabels.ComponentRole)
    {
        Dictionary<string, string> labels = new(marks.ToDictionary(), StringComparer.Ordinal)
        {
            [ContainerLabels.Provider] = provider,
            [ContainerLabels.Role] = role,
        };
        AddHolder(labels, endsWithProcess: engine.Options.Lifetime == DockerLifetime.Process);
        return labels;
    }

    /// <summary>The labels of the network that an environment has for its containers alone.</summary>
    public Dictionary<string, string> ForNetwork(OwnershipMarks marks, string provider)
    {
        Dictionary<string, string> labels = For(marks, provider, ContainerLabels.NetworkRole);
        labels[ContainerLabels.Maker] = ContainerLabels.Write(processes.Current);
        return labels;
    }

    /// <summary>The labels of what is handed out like a component to one caller. It ends with this process.</summary>
    public Dictionary<string, string> ForRented(OwnershipMarks marks, string provider)
    {
        Dictionary<string, string> labels = For(marks, provider, ContainerLabels.RentedRole);
        AddHolder(labels, endsWithProcess: true);
        return labels;
    }

    /// <summary>The labels of a server that environments share. It ends with this process.</summary>
    public Dictionary<string, string> ForServer(string installation, string provider)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal)
        {
            [OwnershipMarks.InstallationMark] = installation,
            [ContainerLabels.Provider] = provider,
            [ContainerLabels.Role] = ContainerLabels.ServerRole,
        };
        AddHolder(labels, endsWithProcess: true);
        return labels;
    }

    /// <summary>The labels of what says when such a server may be swept where nobody can tell whether this process lives.</summary>
    public Dictionary<string, string> ForServerExpiry(string installation, string provider, DateTimeOffset? expiresAt)
    {
        Dictionary<string, string> labels = ForServer(installation, provider);
        labels[ContainerLabels.Role] = ContainerLabels.ExpiryRole;
        labels[OwnershipMarks.ExpiresAtMark] = OwnershipMarks.FormatExpiry(expiresAt);
        return labels;
    }

    private void AddHolder(Dictionary<string, string> labels, bool endsWithProcess)
    {
        if (endsWithProcess)
        {
            labels[ContainerLabels.Holder] = ContainerLabels.Write(processes.Current);
        }
    }
}
