using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Rpc;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Testing.Vectors;
using Spacemesh.V1;

namespace Spacemesh.Smeshing.Tests.Vectors;

[VectorFile("02-post-node")]
public sealed class PostNodeVectors : VectorSuite
{
    private static readonly Hash32 Challenge = Hash32.FromBytes([.. Enumerable.Range(0x40, 32).Select(i => (byte)i)]);
    private static readonly NodeId Identity = NodeId.FromBytes([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    public override void Check(VectorCase vector) => CheckAsync(vector).GetAwaiter().GetResult();

    internal static async Task<(PostServiceInfo? Info, PostServiceProof? Proof, string? Error)> CallAsync(IPostProvider provider, bool asksInfo, Hash32 challenge, CancellationToken cancellationToken)
    {
        try
        {
            if (asksInfo)
                return (await provider.InfoAsync(cancellationToken), null, null);
            var proof = await provider.ProveAsync(challenge, cancellationToken);
            return (proof.Info, proof, null);
        }
        catch (PostProviderException exception)
        {
            return (null, null, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return (null, null, "context deadline exceeded");
        }
    }

    private static async Task CheckAsync(VectorCase vector)
    {
        await using var node = await TestNode.StartAsync(vector.In.Flag("coinbase_configured"));
        using var service = new ScriptedService(node);
        JsonElement[] transcript = [.. vector.Out.TryGetProperty("transcript", out var lines) && lines.ValueKind == JsonValueKind.Array ? lines.EnumerateArray() : []];
        bool calls = vector.Out.Has("post") || vector.Out.Has("info") || vector.Out.Has("error_begins_with");
        bool asksInfo = vector.Out.Has("info") && !vector.Out.Has("post");
        using var cancel = new CancellationTokenSource();
        Task<(PostServiceInfo? Info, PostServiceProof? Proof, string? Error)>? call = null;
        for (int i = 0; i < transcript.Length; i++)
        {
            // The session is registered once the first answer is in.
            if (i == 2 && calls)
                call = CallAsync(await node.Registry.ConnectedAsync(Identity), asksInfo, Challenge, cancel.Token);
            var line = transcript[i];
            if (line.Text("from") == "node")
                VectorCase.Equal(Convert.ToHexStringLower(line.Hex("bytes")), Convert.ToHexStringLower((await service.NextAsync()).ToByteArray()), $"request {i}");
            else
                await service.SayAsync(ServiceResponse.Parser.ParseFrom(line.Hex("bytes")));
        }

        if (vector.Out.Has("stream_status"))
        {
            var end = await service.EndAsync();
            VectorCase.Equal(Enum.Parse<StatusCode>(vector.Out.Text("stream_status")), end.Code, "status");
            VectorCase.Equal(vector.Out.Text("stream_message"), end.Message, "message");
            return;
        }

        if (vector.Out.Has("stream") || vector.Out.Has("error"))
        {
            await node.Registry.ConnectedAsync(Identity);
            VectorCase.True(node.Registry.Providers.Find(NodeId.FromBytes(new byte[32])) is null, "a service that is not registered is found");
            return;
        }

        bool timesOut = vector.Out.Has("error_begins_with") && vector.Out.Text("error_begins_with") == "context deadline exceeded";
        if (timesOut)
            await cancel.CancelAsync();
        else if (transcript[^1].Text("from") == "node")
            await service.CloseAsync();
        var (info, proof, error) = await call!.WithinLimit();
        if (vector.Out.Has("error_begins_with"))
        {
            VectorCase.True(error?.StartsWith(vector.Out.Text("error_begins_with"), StringComparison.Ordinal) == true, $"error: {error}");
            return;
        }

        VectorCase.Equal(null, error, "error");
        var expected = vector.Out.GetProperty("info");
        VectorCase.Equal(expected.Hex("node_id"), info!.Identity.ToArray(), "node id");
        VectorCase.Equal(expected.Hex("commitment_atx_id"), info.CommitmentAtx.ToArray(), "commitment");
        VectorCase.Equal(expected.U64("labels_per_unit"), info.LabelsPerUnit, "labels per unit");
        VectorCase.Equal(expected.U32("num_units"), info.Units, "units");
        VectorCase.Equal(expected.Has("nonce") ? expected.U64("nonce") : null, info.VrfNonce, "nonce");
        if (!vector.Out.Has("post"))
            return;
        var post = vector.Out.GetProperty("post");
        VectorCase.Equal(post.Hex("indices"), proof!.Proof.Indices.ToArray(), "indices");
        VectorCase.Equal(post.U32("nonce"), proof.Proof.Nonce, "nonce");
        VectorCase.Equal(post.U64("pow"), proof.Proof.Pow, "pow");
    }
}
