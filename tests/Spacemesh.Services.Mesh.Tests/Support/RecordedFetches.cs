using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Tests.Support;

/// <summary>A fetcher that notes what is asked of it and answers as the test says; by default it has everything.</summary>
internal sealed class RecordedFetches : IObjectFetcher
{
    public List<(ObjectKind Kind, Hash32[] Ids)> Fetched { get; } = [];

    public List<(PeerId Peer, Hash32 Id)> Hints { get; } = [];

    public Func<ObjectKind, IReadOnlyCollection<Hash32>, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        Fetched.Add((kind, [.. ids]));
        return Answer(kind, ids);
    }

    public void Hint(PeerId peer, IEnumerable<Hash32> ids) => Hints.AddRange(ids.Select(id => (peer, id)));
}
