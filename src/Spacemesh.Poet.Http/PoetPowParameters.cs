namespace Spacemesh.Poet.Http;

/// <summary>What a registration by proof of work has to satisfy.</summary>
public sealed record PoetPowParameters(uint Difficulty, byte[] Challenge);
