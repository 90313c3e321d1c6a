using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteInitialPostStore(IConnectionSource source) : SqliteStore(source), IInitialPostStore
{
    public InsertOutcome Add(NodeId identity, InitialPost post) => Insert(
        """
        INSERT INTO post (id, post_nonce, post_indices, post_pow, num_units, commit_atx, vrf_nonce, challenge)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING
        """,
        s => s.BindId(1, identity).Bind(2, post.Post.Nonce).Bind(3, post.Post.Indices.Span).Bind(4, post.Post.Pow).Bind(5, post.Units)
            .BindId(6, post.CommitmentAtx).Bind(7, post.VrfNonce).BindId(8, post.Challenge));

    public InitialPost? Find(NodeId identity) => Row(
        "SELECT post_nonce, post_indices, post_pow, num_units, commit_atx, vrf_nonce, challenge FROM post WHERE id = ?1",
        s => s.BindId(1, identity),
        s => new InitialPost(
            new PostV1(s.UInt32(0), ScaleBytes.Copy(s.Blob(1)), s.UInt64(2)), s.UInt32(3), s.Id<AtxId>(4), s.UInt64(5), s.Id<Hash32>(6)));

    public void Remove(NodeId identity) => Run("DELETE FROM post WHERE id = ?1", s => s.BindId(1, identity));
}
