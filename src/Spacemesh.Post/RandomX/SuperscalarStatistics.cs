namespace Spacemesh.Post.RandomX;

/// <summary>What the generator counted while it made one program; the golden data names each.</summary>
internal sealed record SuperscalarStatistics(
    long GeneratorBytes, long GeneratorBlocks, int Multiplications, int DecodeGroups, int MacroOps, int CodeSize, int LastRetireCycle);
