using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Fetching;

/// <summary>
/// The object whose intake runs, and what it is needed for. Lets the fetcher know which objects an intake asks for, so that a peer which
/// makes objects up cannot have others fetched without end.
/// </summary>
internal sealed class FetchChain
{
    private readonly FetchChain _root;
    private int _needed;
    private volatile bool _hasFetched;

    public FetchChain(FetchChain? parent, ObjectKind kind, Hash32 hash)
    {
        (Parent, Kind, Hash) = (parent, kind, hash);
        (_root, Depth) = parent is null ? (this, 1) : (parent._root, parent.Depth + 1);
    }

    public FetchChain? Parent { get; }

    public ObjectKind Kind { get; }

    public Hash32 Hash { get; }

    public int Depth { get; }

    /// <summary>Whether the intake asked for something: then its verdict may be another object's.</summary>
    public bool HasFetched
    {
        get => _hasFetched;
        set => _hasFetched = value;
    }

    /// <summary>Counts an object that the whole chain's first one needs.</summary>
    public int CountNeeded() => Interlocked.Increment(ref _root._needed);

    /// <summary>Whether an object waits for this one to be taken in.</summary>
    public bool Contains(ObjectKind kind, Hash32 hash)
    {
        for (var link = this; link is not null; link = link.Parent)
        {
            if (link.Kind == kind && link.Hash == hash)
                return true;
        }

        return false;
    }
}
