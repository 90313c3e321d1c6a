using Spacemesh.Primitives;

namespace Spacemesh.Post.Initialization;

/// <summary>What a search for a lost nonce tells.</summary>
public abstract record NonceSearchEvent
{
    private NonceSearchEvent()
    {
    }

    public sealed record Started(Hash32 Threshold, string DataDir) : NonceSearchEvent;

    public sealed record FileBegun(string FileName) : NonceSearchEvent;

    public sealed record NonceFound(ulong Nonce, UInt128 Value) : NonceSearchEvent;
}
