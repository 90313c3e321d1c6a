namespace Spacemesh.Post.Labels;

/// <summary>One label: whose, and which.</summary>
public readonly record struct LabelId(Commitment Commitment, ulong Index);
