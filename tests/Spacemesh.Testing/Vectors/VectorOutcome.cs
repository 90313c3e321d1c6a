namespace Spacemesh.Testing.Vectors;

/// <summary>What one conformance class found in one golden file.</summary>
public sealed record VectorOutcome(string Stem, int Passed, int Failed, IReadOnlyList<string> Failures, TimeSpan Elapsed);
