namespace Lumina.Environments.Simulation;

/// <summary>What goes wrong with a call to a provider.</summary>
internal enum Fault
{
    None,

    /// <summary>It fails and has had no effect.</summary>
    Before,

    /// <summary>It has had its effect, and fails.</summary>
    After,

    /// <summary>It never returns by itself.</summary>
    Hang,

    /// <summary>It takes long and no notice of cancellation.</summary>
    Deaf,
}
