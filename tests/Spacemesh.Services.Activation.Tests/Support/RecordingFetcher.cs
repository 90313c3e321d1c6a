using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>Remembers what it was asked for; succeeds at once unless told otherwise.</summary>
internal sealed class RecordingFetcher : IObjectFetcher
{
    public List<Hash32> Poets { get; } = [];

    public List<Hash32> Atxs { get; } = [];

    public List<Hash32> Hinted { get; } = [];

    /// <summary>What becomes of a fetch of a kind; null lets it succeed.</summary>
    public Func<ObjectKind, IReadOnlyCollection<Hash32>, CancellationToken, Task>? Answer { get; set; }

    public async Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        lock (Hinted)
            (kind == ObjectKind.PoetProof ? Poets : Atxs).AddRange(ids);
        if (Answer is { } answer)
            await answer(kind, ids, cancellationToken);
    }

    public void Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
        lock (Hinted)
            Hinted.AddRange(ids);
    }

    public static ObjectFetchException Failure(ObjectKind kind, IReadOnlyCollection<Hash32> ids, Verdict verdict) =>
        new(kind, ids.ToDictionary(id => id, _ => verdict));
}
