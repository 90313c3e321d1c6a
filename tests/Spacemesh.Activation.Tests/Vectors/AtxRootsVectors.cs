using Spacemesh.Codec;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation.Tests.Vectors;

/// <summary>Ids of ATXs of version 2 and every root below them, with previous indices that vanish (spec 04 §2.4).</summary>
[VectorFile("04-atx-v2-roots")]
internal sealed class AtxRootsVectors : VectorSuite
{
    private const int InitialLeaf = 3;
    private const int PreviousLeaf = 4;

    public override void Check(VectorCase vector)
    {
        var atx = Scale.Decode<ActivationTxV2>(vector.In.Hex("blob"));
        var leaves = AtxV2Id.Leaves(atx);
        VectorCase.Equal(vector.Out.Text("id"), Hex(atx.ComputeId()), "id");
        VectorCase.Equal(vector.Out.Text("smesher"), Hex(atx.SmesherId), "smesher");
        VectorCase.Equal(vector.Out.Text("signature"), Hex(atx.Signature), "signature");
        VectorCase.Equal(vector.Out.Text("marriages_root"), Hex(AtxV2Id.MarriagesRoot(atx.Marriages)), "marriages");
        if (vector.Out.Has("initial_root"))
        {
            VectorCase.Equal(vector.Out.Text("initial_root"), leaves[InitialLeaf].ToString(), "initial");
            VectorCase.Equal(vector.Out.Text("initial_post_root"), Hex(AtxV2Id.PostRoot(atx.Initial!.Value.Post)), "initial PoST");
        }

        if (vector.Out.Has("previous_root"))
            VectorCase.Equal(vector.Out.Text("previous_root"), leaves[PreviousLeaf].ToString(), "previous ATXs");
        if (vector.Out.Has("certificate_roots"))
        {
            VectorCase.Equal(
                string.Join(',', vector.Out.GetProperty("certificate_roots").EnumerateArray().Select(root => root.GetString())),
                string.Join(',', atx.Marriages.Select(certificate => Hex(AtxV2Id.CertificateRoot(certificate)))),
                "certificates");
        }

        if (vector.Out.Has("marriage_path"))
        {
            VectorCase.Equal(
                string.Join(',', vector.Out.GetProperty("marriage_path").EnumerateArray().Select(root => root.GetString())),
                string.Join(',', AtxV2Id.ProveLeaf(atx, AtxV2Id.MarriagesLeaf).Select(Hex)),
                "path of the marriages");
        }

        CheckNIPosts(vector, atx);
    }

    private static void CheckNIPosts(VectorCase vector, ActivationTxV2 atx)
    {
        uint units = 0;
        int index = 0;
        foreach (var expected in vector.Out.GetProperty("niposts").EnumerateArray())
        {
            var nipost = atx.NIPosts[index++];
            VectorCase.Equal(expected.Text("root"), Hex(AtxV2Id.NIPostRoot(nipost, atx.PreviousAtxs)), $"NIPoST {index}");
            VectorCase.Equal(expected.Text("membership_leaf"), Convert.ToHexStringLower(Scale.Encode(nipost.Membership)), $"membership {index}");
            int position = 0;
            foreach (var post in expected.GetProperty("sub_posts").EnumerateArray())
            {
                var subPost = nipost.Posts[position++];
                units = unchecked(units + subPost.NumUnits);
                VectorCase.Equal(post.Text("post_root"), Hex(AtxV2Id.PostRoot(subPost.Post)), $"PoST {index}.{position}");
                VectorCase.Equal(post.Text("root"), AtxV2Id.SubPostRoot(subPost, atx.PreviousAtxs) is { } root ? Hex(root) : "", $"sub-post {index}.{position}");
            }
        }

        VectorCase.Equal(vector.Out.U32("total_num_units"), units, "units");
    }

    private static string Hex<T>(T value)
        where T : struct, Primitives.IFixedBytes<T> => Primitives.FixedBytesExtensions.ToHex(value);
}
