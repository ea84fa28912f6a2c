namespace Lumina.Environments.Kubernetes;

/// <summary>Why a call to a cluster failed.</summary>
internal enum ClusterFailure
{
    /// <summary>Something that has no name here.</summary>
    Other,

    /// <summary>There is no kubeconfig that can be used, or no such context in it.</summary>
    Unconfigured,

    /// <summary>No answer.</summary>
    Unreachable,

    /// <summary>The server does not know who asks.</summary>
    Unauthorized,

    /// <summary>Who asks lacks a right.</summary>
    Forbidden,

    /// <summary>There is no such object.</summary>
    NotFound,

    /// <summary>There is one of that name.</summary>
    AlreadyExists,

    /// <summary>Another manager owns a field, or the object is another one by now.</summary>
    Conflict,

    /// <summary>A version from which to watch is too old.</summary>
    Expired,

    /// <summary>What was sent makes no sense to the server.</summary>
    Invalid,

    /// <summary>What was sent changes what can't be changed of one that exists.</summary>
    Immutable,

    /// <summary>The quota of the namespace is used up.</summary>
    QuotaExceeded,

    /// <summary>An admission check said no: pod security, a limit range, a policy.</summary>
    AdmissionDenied,

    /// <summary>The namespace is ending.</summary>
    NamespaceTerminating,

    /// <summary>The server has too much to do, or is about to be there.</summary>
    Busy,
}
