using Spacemesh.Poet.Http;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Node.Smeshing;

/// <summary>The PoST that an identity shows certifiers: its stored first one, else that of its last ATX, which is stored then (spec 03 §13.2).</summary>
internal sealed class StoredPosts(IStateDatabase state, ILocalDatabase local) : IPostSource
{
    public ValueTask<CertifiablePost?> FindAsync(NodeId nodeId, CancellationToken cancellationToken)
    {
        var post = local.InitialPosts.Find(nodeId);
        if (post is null && (post = OfLastAtx(nodeId)) is not null)
            local.InitialPosts.Add(nodeId, post);
        if (post is null)
            return ValueTask.FromResult<CertifiablePost?>(null);
        var challenge = post.Challenge;
        return ValueTask.FromResult<CertifiablePost?>(new CertifiablePost(
            post.Post.Nonce, post.Post.Indices.Memory, post.Post.Pow, post.CommitmentAtx, Hash32.Span(in challenge).ToArray(), post.Units));
    }

    private InitialPost? OfLastAtx(NodeId nodeId)
    {
        if (state.Atxs.LastBy(nodeId) is not { } id || state.Atxs.Blob(id) is not { Bytes.IsEmpty: false } blob
            || !VersionedAtx.TryDecode(blob.Bytes, blob.Version, out var atx, out _)
            || state.Atxs.CommitmentOf(nodeId) is not { } commitment)
        {
            return null;
        }

        ulong nonce = state.Atxs.VrfNonceOf(id) ?? 0;
        if (atx.V1 is { } v1)
        {
            return v1.Inner.NIPost is { Post: { } post, PostMetadata: { } metadata }
                ? new InitialPost(post, v1.Inner.NumUnits, commitment, nonce, Padded(metadata.Challenge.Span))
                : null;
        }

        return atx.V2!.NIPosts is { IsEmpty: false } niposts && niposts[0].Posts is { IsEmpty: false } posts
            ? new InitialPost(posts[0].Post, posts[0].NumUnits, commitment, nonce, niposts[0].Challenge)
            : null;
    }

    private static Hash32 Padded(ReadOnlySpan<byte> challenge)
    {
        Span<byte> whole = stackalloc byte[Hash32.Size];
        challenge.CopyTo(whole);
        return Hash32.FromBytes(whole);
    }
}
