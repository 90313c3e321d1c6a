namespace Spacemesh.Post.Proving;

/// <summary>A label that a nonce finds good.</summary>
internal readonly record struct GoodLabel(uint Nonce, ulong Index);
