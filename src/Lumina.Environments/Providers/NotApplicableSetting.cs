namespace Lumina.Environments.Providers;

/// <summary>A setting that means nothing on a platform.</summary>
/// <param name="Setting">The setting, such as <c>multiAz</c>.</param>
/// <param name="Reason">Why it means nothing there, and what happens instead.</param>
public sealed record NotApplicableSetting(string Setting, string Reason);
