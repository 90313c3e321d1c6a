using Spacemesh.Ports.Local;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Poet.Http;

/// <summary>The PoST that an own identity shows certifiers: the stored one, else that of its last ATX, which is then stored (spec 03 §13.2).</summary>
public sealed class OwnPostSource(ILocalDatabase local, IAtxStore atxs) : IPostSource
{
    public ValueTask<CertifiablePost?> FindAsync(NodeId nodeId, CancellationToken cancellationToken)
    {
        var post = local.InitialPosts.Find(nodeId);
        if (post is null && (post = OfLastAtx(nodeId)) is not null)
            local.InitialPosts.Add(nodeId, post);
        return ValueTask.FromResult(post is null
            ? null
            : new CertifiablePost(post.Post.Nonce, post.Post.Indices.Memory, post.Post.Pow, post.CommitmentAtx, post.Challenge.ToArray(), post.Units));
    }

    private InitialPost? OfLastAtx(NodeId nodeId)
    {
        if (atxs.LastBy(nodeId) is not { } id || atxs.Find(id) is not { } record || atxs.Blob(id) is not { } blob || blob.Bytes.IsEmpty
            || !VersionedAtx.TryDecode(blob.Bytes, blob.Version, out var atx, out _) || (record.CommitmentAtx ?? atxs.CommitmentOf(nodeId)) is not { } commitment)
            return null;
        if (atx.V1 is { } v1)
        {
            return v1.Inner.NIPost is { Post: { } post, PostMetadata: { Challenge.Length: Bytes32.Length } metadata }
                ? new InitialPost(post, record.EffectiveUnits, commitment, record.VrfNonce, Hash32.FromBytes(metadata.Challenge.Span)) : null;
        }

        var nipost = atx.V2!.NIPosts;
        return nipost.Count > 0 && nipost[0].Posts.Count > 0
            ? new InitialPost(nipost[0].Posts[0].Post, record.EffectiveUnits, commitment, record.VrfNonce, nipost[0].Challenge) : null;
    }
}
