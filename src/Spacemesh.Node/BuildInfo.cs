namespace Spacemesh.Node;

/// <summary>What a build says of itself.</summary>
/// <param name="Version">Empty in builds without a version stamp.</param>
/// <param name="Branch">Where it comes from; may be empty.</param>
/// <param name="Commit">Which sources; may be empty.</param>
public sealed record BuildInfo(string Version, string Branch, string Commit);
