using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryChallengeStore(IDataSource<LocalData> source) : IChallengeStore
{
    public InsertOutcome Add(NodeId identity, NipostChallenge challenge) =>
        source.Write(data => data.Challenges.TryAdd(new ChallengeRow(identity, Stored(challenge), null, default))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public void Update(NodeId identity, NipostChallenge challenge) => source.Write(data =>
        data.Challenges.Find(identity) is { } row && data.Challenges.TryReplace(row with { Challenge = Stored(challenge) }));

    public NipostChallenge? Find(NodeId identity) => source.Read(data => data.Challenges.Find(identity)?.Challenge);

    public UpdateOutcome SetPoetProof(NodeId identity, PoetProofRef reference, MerkleProofV1 membership) => source.Write(data =>
        data.Challenges.Find(identity) is { } row && data.Challenges.TryReplace(row with { Reference = reference, Membership = membership }))
        ? UpdateOutcome.Updated
        : UpdateOutcome.NotFound;

    public (PoetProofRef Reference, MerkleProofV1 Membership)? PoetProof(NodeId identity) => source.Read(data =>
        data.Challenges.Find(identity) is { Reference: { } reference } row ? (reference, row.Membership) : ((PoetProofRef, MerkleProofV1)?)null);

    public void Remove(NodeId identity) => source.Write(data =>
    {
        data.Challenges.Remove(identity);
        return 0;
    });

    public IReadOnlyList<NodeId> Identities() => source.Read(data => data.Challenges.Rows.Select(row => row.Identity).Order().ToList());

    /// <summary>An initial PoST without indices reads as absent.</summary>
    private static NipostChallenge Stored(NipostChallenge challenge) =>
        challenge.InitialPost is { Indices.IsEmpty: true } ? challenge with { InitialPost = null } : challenge;
}
