namespace Spacemesh.Post.Proving;

/// <summary>A proof over a space (spec 02 §6.5).</summary>
/// <param name="Nonce">Which of the tried nonces found enough good labels.</param>
/// <param name="Indices">The packed indices of K2 good labels.</param>
/// <param name="Pow">The proof of work of the nonce's group.</param>
public sealed record PostProof(uint Nonce, ReadOnlyMemory<byte> Indices, ulong Pow)
{
    public bool Equals(PostProof? other) =>
        other is not null && Nonce == other.Nonce && Pow == other.Pow && Indices.Span.SequenceEqual(other.Indices.Span);

    public override int GetHashCode() => HashCode.Combine(Nonce, Pow, Indices.Length);
}
