using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteNipostStore(IConnectionSource source) : SqliteStore(source), INipostStore
{
    public InsertOutcome Add(NodeId identity, NipostState nipost)
    {
        byte[] membership = Scale.Encode(nipost.Membership);
        return Insert(
            """
            INSERT INTO nipost (id, post_nonce, post_indices, post_pow, num_units, vrf_nonce, poet_proof_membership, poet_proof_ref, labels_per_unit)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING
            """,
            s => s.BindId(1, identity).Bind(2, nipost.Post.Nonce).Bind(3, nipost.Post.Indices.Span).Bind(4, nipost.Post.Pow).Bind(5, nipost.Units)
                .Bind(6, nipost.VrfNonce).Bind(7, membership).BindId(8, nipost.PostChallenge).Bind(9, nipost.LabelsPerUnit));
    }

    public NipostState? Find(NodeId identity) => Row(
        "SELECT post_nonce, post_indices, post_pow, num_units, vrf_nonce, poet_proof_membership, poet_proof_ref, labels_per_unit FROM nipost WHERE id = ?1",
        s => s.BindId(1, identity),
        s => new NipostState(
            new PostV1(s.UInt32(0), ScaleBytes.Copy(s.Blob(1)), s.UInt64(2)),
            s.UInt32(3),
            s.UInt64(4),
            SqliteChallengeStore.Membership(s.Blob(5), identity),
            s.Id<Hash32>(6),
            s.UInt64(7)));

    public void Remove(NodeId identity) => Run("DELETE FROM nipost WHERE id = ?1", s => s.BindId(1, identity));
}
