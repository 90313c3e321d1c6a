using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

/// <summary>The builder's rows of local.sql as text: those of golden files and ours.</summary>
internal static class LocalRowsText
{
    public static void Apply(SortedSet<string> rows, JsonElement change)
    {
        foreach (var table in change.EnumerateObject())
        {
            if (table.Value.Has("removed"))
            {
                foreach (var row in table.Value.GetProperty("removed").EnumerateArray())
                    VectorCase.True(rows.Remove(Of(table.Name, row)), $"a row of {table.Name} that was never added is removed");
            }

            if (table.Value.Has("added"))
            {
                foreach (var row in table.Value.GetProperty("added").EnumerateArray())
                    rows.Add(Of(table.Name, row));
            }
        }
    }

    public static string Of(ILocalDatabase local, IEnumerable<NodeId> identities)
    {
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var id in identities)
        {
            if (local.Challenges.Find(id) is { } challenge)
                rows.Add(Challenge(id, challenge, local.Challenges.PoetProof(id)));
            if (local.Niposts.Find(id) is { } nipost)
            {
                rows.Add($"nipost: id={id}, labels_per_unit={nipost.LabelsPerUnit}, num_units={nipost.Units}, poet_proof_membership={Hex(Scale.Encode(nipost.Membership))}, "
                    + $"poet_proof_ref={nipost.PostChallenge}, post_indices={Hex(nipost.Post.Indices)}, post_nonce={nipost.Post.Nonce}, post_pow={nipost.Post.Pow}, vrf_nonce={nipost.VrfNonce}");
            }

            if (local.InitialPosts.Find(id) is { } post)
            {
                rows.Add($"post: challenge={post.Challenge}, commit_atx={post.CommitmentAtx.ToHex()}, id={id}, num_units={post.Units}, post_indices={Hex(post.Post.Indices)}, "
                    + $"post_nonce={post.Post.Nonce}, post_pow={post.Post.Pow}, vrf_nonce={post.VrfNonce}");
            }

            foreach (var row in local.PoetRegistrations.Of(id))
                rows.Add($"poet_registration: address={row.Address}, hash={row.ChallengeHash}, id={id}, round_end={row.RoundEndSeconds}, round_id={row.RoundId}");
        }

        return string.Join('\n', rows);
    }

    private static string Challenge(NodeId id, NipostChallenge challenge, (PoetProofRef Reference, Wire.Activation.MerkleProofV1 Membership)? proof)
    {
        var post = challenge.InitialPost;
        return $"challenge: commit_atx={challenge.CommitmentAtx?.ToHex()}, epoch={challenge.PublishEpoch}, id={id}, "
            + $"poet_proof_membership={(proof is { } known ? Hex(Scale.Encode(known.Membership)) : "")}, poet_proof_ref={proof?.Reference}, pos_atx={challenge.PositioningAtx.ToHex()}, "
            + $"post_indices={(post is { } p ? Hex(p.Indices) : "")}, post_nonce={post?.Nonce}, post_pow={post?.Pow}, prev_atx={challenge.PreviousAtx.ToHex()}, sequence={challenge.Sequence}";
    }

    private static string Of(string table, JsonElement row) =>
        $"{table}: {string.Join(", ", row.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}={field.Value}"))}";

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
