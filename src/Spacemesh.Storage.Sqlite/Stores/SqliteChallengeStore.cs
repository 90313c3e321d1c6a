using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteChallengeStore(IConnectionSource source) : SqliteStore(source), IChallengeStore
{
    public InsertOutcome Add(NodeId identity, NipostChallenge challenge) => Insert(
        """
        INSERT INTO challenge (id, epoch, sequence, prev_atx, pos_atx, commit_atx, post_nonce, post_indices, post_pow)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING
        """,
        s => Bind(s, identity, challenge));

    public void Update(NodeId identity, NipostChallenge challenge) => Run(
        """
        UPDATE challenge SET epoch = ?2, sequence = ?3, prev_atx = ?4, pos_atx = ?5, commit_atx = ?6, post_nonce = ?7, post_indices = ?8, post_pow = ?9
        WHERE id = ?1
        """,
        s => Bind(s, identity, challenge));

    public NipostChallenge? Find(NodeId identity) => Row(
        "SELECT epoch, sequence, prev_atx, pos_atx, commit_atx, post_nonce, post_indices, post_pow FROM challenge WHERE id = ?1",
        s => s.BindId(1, identity),
        s => new NipostChallenge(
            new EpochId(s.UInt32(0)),
            s.UInt64(1),
            s.Id<AtxId>(2),
            s.Id<AtxId>(3),
            s.Blob(4).IsEmpty ? null : s.Id<AtxId>(4),
            s.Blob(6).IsEmpty ? null : new PostV1(s.UInt32(5), ScaleBytes.Copy(s.Blob(6)), s.UInt64(7))));

    public UpdateOutcome SetPoetProof(NodeId identity, PoetProofRef reference, MerkleProofV1 membership)
    {
        byte[] encoded = Scale.Encode(membership);
        int changed = Run(
            "UPDATE challenge SET poet_proof_ref = ?2, poet_proof_membership = ?3 WHERE id = ?1",
            s => s.BindId(1, identity).BindId(2, reference).Bind(3, encoded));
        return changed == 0 ? UpdateOutcome.NotFound : UpdateOutcome.Updated;
    }

    public (PoetProofRef Reference, MerkleProofV1 Membership)? PoetProof(NodeId identity) => Value(
        "SELECT poet_proof_ref, poet_proof_membership FROM challenge WHERE id = ?1 AND length(poet_proof_membership) > 0",
        s => s.BindId(1, identity),
        s => (s.Id<PoetProofRef>(0), Membership(s.Blob(1), identity)));

    public void Remove(NodeId identity) => Run("DELETE FROM challenge WHERE id = ?1", s => s.BindId(1, identity));

    public IReadOnlyList<NodeId> Identities() => Rows("SELECT id FROM challenge ORDER BY id", _ => { }, s => s.Id<NodeId>(0));

    internal static MerkleProofV1 Membership(ReadOnlySpan<byte> blob, NodeId identity) =>
        Scale.TryDecodePrefix<MerkleProofV1>(blob, out var membership, out _, out var error) ? membership : throw Corrupt($"PoET membership of {identity}", error);

    private static void Bind(Statement statement, NodeId identity, NipostChallenge challenge)
    {
        statement.BindId(1, identity).Bind(2, challenge.PublishEpoch.Value).Bind(3, challenge.Sequence).BindId(4, challenge.PreviousAtx)
            .BindId(5, challenge.PositioningAtx).BindIdOrNull(6, challenge.CommitmentAtx);
        if (challenge.InitialPost is { } post)
            statement.Bind(7, post.Nonce).Bind(8, post.Indices.Span).Bind(9, post.Pow);
        else
            statement.BindNull(7).BindNull(8).BindNull(9);
    }
}
