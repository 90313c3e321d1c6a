using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-atx-v2-id")]
internal sealed class AtxV2IdVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var expected = vector.Out;
        byte[] blob = expected.Hex("blob");
        var atx = Scale.Decode<ActivationTxV2>(blob);
        var fields = vector.In.GetProperty("atx");
        if (!fields.Has("see"))
            VectorCase.Equal(FieldReader.Build<ActivationTxV2>(fields) with { Signature = atx.Signature }, atx, "decoded blob");
        CheckRoots(atx, expected);
        var id = atx.ComputeId();
        VectorCase.Equal(expected.Hex("id"), id.ToArray(), "id");
        VectorCase.Equal(expected.U64("total_num_units"), Units(atx), "sum of units");
        using var signer = Signers.Of(vector.In, "signer_seed");
        VectorCase.Equal(expected.Hex("signature"), signer.Sign(SigningDomain.Atx, id.ToArray()).ToArray(), "signature");
        VectorCase.Equal(blob, Scale.Encode(atx), "blob");
        VectorCase.Equal(expected.Hex("blob_hash"), Blake3.Hash(blob).ToArray(), "hash of the blob");
    }

    private static void CheckRoots(ActivationTxV2 atx, JsonElement expected)
    {
        var leaves = AtxV2Id.Leaves(atx);
        for (int i = 0; i < AtxV2Id.LeafCount; i++)
            VectorCase.Equal(expected.GetProperty("leaves")[i].Hex(), leaves[i].ToArray(), $"leaf {i}");
        if (expected.Has("initial_post_root"))
            VectorCase.Equal(expected.Hex("initial_post_root"), AtxV2Id.PostRoot(atx.Initial!.Value.Post).ToArray(), "root of the initial post");
        foreach (var certificate in expected.GetProperty("certificates").EnumerateArray())
        {
            int index = certificate.I32("index");
            VectorCase.Equal(certificate.Hex("root"), AtxV2Id.CertificateRoot(in atx.Marriages.Span[index]).ToArray(), $"certificate {index}");
        }

        var niposts = expected.GetProperty("niposts");
        for (int i = 0; i < atx.NIPosts.Count; i++)
            CheckNIPost(atx, atx.NIPosts[i], niposts[i]);
    }

    private static void CheckNIPost(ActivationTxV2 atx, NIPostV2 nipost, JsonElement expected)
    {
        VectorCase.Equal(expected.Hex("membership_leaf"), Scale.Encode(nipost.Membership), "membership leaf");
        foreach (var subpost in expected.GetProperty("subposts").EnumerateArray())
        {
            int index = subpost.I32("index");
            var post = nipost.Posts[index];
            VectorCase.Equal(subpost.Hex("post_root"), AtxV2Id.PostRoot(post.Post).ToArray(), $"post root {index}");
            VectorCase.Equal(subpost.Hex("root"), AtxV2Id.SubPostRoot(in post, atx.PreviousAtxs)?.ToArray() ?? [], $"sub-post root {index}");
        }

        VectorCase.Equal(expected.Hex("posts_root"), AtxV2Id.PostsRoot(nipost.Posts, atx.PreviousAtxs)?.ToArray() ?? [], "posts root");
        VectorCase.Equal(expected.Hex("root"), AtxV2Id.NIPostRoot(nipost, atx.PreviousAtxs).ToArray(), "nipost root");
    }

    private static ulong Units(ActivationTxV2 atx)
    {
        uint sum = 0;
        foreach (var nipost in atx.NIPosts)
        {
            foreach (var post in nipost.Posts)
                sum = unchecked(sum + post.NumUnits);
        }

        return sum;
    }
}
