using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Labels;

[VectorFile("02-vrf-nonce")]
public sealed class VrfNonceVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("num_labels"))
            CheckThreshold(vector);
        else
            CheckNonce(vector);
    }

    private static void CheckThreshold(VectorCase vector)
    {
        ulong labels = vector.In.U64("num_labels");
        if (vector.Out.Has("vrf_difficulty"))
            VectorCase.Equal(vector.Out.Hex("vrf_difficulty"), VrfThreshold.Of(labels).ToArray(), "vrf_difficulty");
        else
            Assert.Throws<PostOptionException>(() => VrfThreshold.Of(labels));
    }

    private static void CheckNonce(VectorCase vector)
    {
        var given = vector.In;
        using var engine = LabelEngines.Best();
        var scrypt = new ScryptParameters(given.U64("n"), given.Has("r") ? given.U64("r") : 1, given.Has("p") ? given.U64("p") : 1);
        string? error;
        try
        {
            error = VrfNonce.WhyInvalid(
                engine,
                new NodeId(InitializationOptions.RequireId(given.Hex("node_id"), "nodeId")),
                new AtxId(InitializationOptions.RequireId(given.Hex("commitment_atx_id"), "commitmentAtxId")),
                given.U64("nonce"),
                given.U32("num_units"),
                given.U64("labels_per_unit"),
                scrypt);
        }
        catch (PostOptionException exception)
        {
            error = exception.Message;
        }

        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        VectorCase.Equal(vector.Out.Flag("valid"), error is null, "valid");
    }
}
