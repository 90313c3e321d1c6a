using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Rpc;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Testing.Vectors;
using Spacemesh.V1;

namespace Spacemesh.Smeshing.Tests.Vectors;

[VectorFile("04-post-service")]
public sealed class PostSessionVectors : VectorSuite
{
    public override void Check(VectorCase vector) => CheckAsync(vector).GetAwaiter().GetResult();

    private static async Task CheckAsync(VectorCase vector)
    {
        await using var node = await TestNode.StartAsync(vector.In.Flag("connections_allowed"));
        using var service = new ScriptedService(node);
        JsonElement[] transcript = [.. vector.Out.TryGetProperty("transcript", out var lines) && lines.ValueKind == JsonValueKind.Array ? lines.EnumerateArray() : []];
        var challenge = Hash32.FromBytes(vector.In.Hex("challenge"));
        string kind = vector.In.Text("call");
        NodeId? identity = null;
        Task<(PostServiceInfo? Info, PostServiceProof? Proof, string? Error)>? call = null;
        for (int i = 0; i < transcript.Length; i++)
        {
            var line = transcript[i];
            if (i == 2 && kind.Length > 0 && identity is { } known)
                call = PostNodeVectors.CallAsync(await node.Registry.ConnectedAsync(known), kind == "info", challenge, CancellationToken.None);
            if (line.Has("node_request"))
            {
                var expected = JsonParser.Default.Parse<NodeRequest>(line.GetProperty("node_request").GetRawText());
                VectorCase.Equal(expected, await service.NextAsync(), $"request {i}");
            }
            else if (line.Has("service_response"))
            {
                var response = JsonParser.Default.Parse<ServiceResponse>(line.GetProperty("service_response").GetRawText());
                if (response.Metadata?.Meta is { } meta)
                    identity ??= NodeId.FromBytes(meta.NodeId.Span);
                await service.SayAsync(response);
            }
            else
            {
                await service.CloseAsync();
            }
        }

        if (vector.Out.Flag("connected"))
            await CheckCallAsync(vector, node, identity!.Value, call);
        var end = vector.Out.GetProperty("session_ends_with");
        if (end.ValueKind == JsonValueKind.String)
            return;
        var ended = vector.In.Flag("second_session") ? await SecondAsync(node, transcript) : await service.EndAsync();
        VectorCase.Equal(Enum.Parse<StatusCode>(end.Text("code")), ended.Code, "status");
        VectorCase.Equal(end.Text("message"), ended.Message, "message");
    }

    private static async Task CheckCallAsync(VectorCase vector, TestNode node, NodeId identity, Task<(PostServiceInfo? Info, PostServiceProof? Proof, string? Error)>? call)
    {
        if (call is null)
        {
            await node.Registry.ConnectedAsync(identity);
            return;
        }

        var (info, proof, error) = await call.WithinLimit();
        var result = vector.Out.GetProperty("result");
        if (result.Has("error"))
        {
            VectorCase.Equal(result.Text("error"), error ?? "", "error");
            if (result.TryGetProperty("is_closed", out var closed))
                VectorCase.Equal(closed.GetBoolean(), error == PostProviderException.Closed().Message, "closed");
            return;
        }

        VectorCase.Equal(null, error, "error");
        VectorCase.Equal(result.U32("num_units"), info!.Units, "units");
        string nonce = proof is null ? "nonce" : "vrf_nonce";
        VectorCase.Equal(result.Has(nonce) ? result.U64(nonce) : null, info.VrfNonce, "VRF nonce");
        if (proof is null)
        {
            VectorCase.Equal(result.Hex("node_id"), info.Identity.ToArray(), "node id");
            VectorCase.Equal(result.Hex("commitment_atx"), info.CommitmentAtx.ToArray(), "commitment");
            VectorCase.Equal(result.U64("labels_per_unit"), info.LabelsPerUnit, "labels per unit");
            return;
        }

        VectorCase.Equal(result.Hex("indices"), proof.Proof.Indices.ToArray(), "indices");
        VectorCase.Equal(result.U32("nonce"), proof.Proof.Nonce, "nonce");
        VectorCase.Equal(result.U64("pow"), proof.Proof.Pow, "pow");
    }

    private static async Task<RpcException> SecondAsync(TestNode node, JsonElement[] transcript)
    {
        using var second = new ScriptedService(node);
        var first = transcript.First(line => line.Has("service_response")).GetProperty("service_response");
        await second.NextAsync();
        await second.SayAsync(JsonParser.Default.Parse<ServiceResponse>(first.GetRawText()));
        return await second.EndAsync();
    }
}
