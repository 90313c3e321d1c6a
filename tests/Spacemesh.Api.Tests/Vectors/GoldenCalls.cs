using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>
/// Calls recorded from the reference, made to our API over the database of the same network as it was at the time of the call. Answers
/// by gRPC and by the JSON server must be the recorded ones, but where <see cref="Deviations"/> says that ours differ on purpose.
/// </summary>
public abstract class GoldenCalls : VectorSuite, IDisposable
{
    private GoldenNetwork? _network;
    private GoldenNode? _node;
    private string _moment = "";

    private protected GoldenNetwork Network => _network!;

    public override void Open(VectorFile file) => _network = GoldenNetwork.Beside(file);

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        if (!input.Has("method"))
            return;
        var method = ApiMethods.Find(input.Text("method"));
        byte[] request = input.Has("transaction") ? Submission(method, input.Hex("transaction")) : input.Hex("request");
        var node = At(input);
        Prepare(node, vector);
        string endpoint = input.Has("endpoint") ? input.Text("endpoint") : "public";
        if (Deviations.Of(method, request, output, node.Smeshing.Identities) is { } ours)
        {
            var outcome = CallOutcome.Run(node.Channel(endpoint), method, request);
            VectorCase.Equal(ours.Code, outcome.Code, $"code ({outcome.Message})");
            VectorCase.Equal(ours.Message, outcome.Message, "message");
            if (ours.Response is { } response)
                VectorCase.Equal(response, outcome.Responses.Single(), "response");
            return;
        }

        CheckGrpc(node, endpoint, method, request, output);
        if (output.Has("gateway"))
            CheckGateway(node, method, input, output.GetProperty("gateway"));
    }

    public void Dispose()
    {
        _node?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _network?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>When a case was recorded.</summary>
    private protected virtual DateTimeOffset TimeOf(JsonElement input)
    {
        if (input.Has("t_ms"))
            return Network.Time(input.I64("t_ms"));

        // Whoever wrote no time down asked in the middle of the layer that the phase names, or at the end.
        string phase = input.Text("phase");
        return phase.StartsWith("layer ", StringComparison.Ordinal)
            ? Network.Parameters.StartOf(new LayerId(uint.Parse(phase["layer ".Length..], CultureInfo.InvariantCulture))) + (Network.Parameters.LayerDuration / 2)
            : Network.End;
    }

    /// <summary>Cases that may share a node; each has its own time on it.</summary>
    private protected virtual string MomentOf(JsonElement input, DateTimeOffset time) =>
        input.Has("transaction") ? $"{time:O}" : $"{input.Text("phase")} {Network.ExecutedAt(time)}";

    private protected virtual GoldenNode Start(DateTimeOffset time) => GoldenNode.Start(Network, time);

    /// <summary>Sets what a case needs besides the time.</summary>
    private protected virtual void Prepare(GoldenNode node, VectorCase vector)
    {
    }

    private protected static void SameJson(JsonElement expected, ReadOnlySpan<byte> actual, string what)
    {
        using var parsed = JsonDocument.Parse(actual.ToArray());
        VectorCase.True(JsonElement.DeepEquals(expected, parsed.RootElement), $"{what}: expected {expected.GetRawText()}, actual {Encoding.UTF8.GetString(actual)}");
    }

    private protected void CheckGrpc(GoldenNode node, string endpoint, MethodDescriptor method, byte[] request, JsonElement output)
    {
        int count = output.Has("count") ? output.I32("count") : int.MaxValue;
        bool cut = output.Has("ended_by") || (output.Has("t_end_ms") && output.Has("code") && output.I32("code") is 4 or 14) || IsLive(method, request);
        bool header = output.Has("header_before_first_message") && output.Flag("header_before_first_message");
        var outcome = CallOutcome.Run(node.Channel(endpoint), method, request, cut ? count : int.MaxValue, header);
        if (!cut)
        {
            VectorCase.Equal(output.I32("code"), (int)outcome.Code, $"code ({outcome.Message})");
            VectorCase.Equal(Texts.Contract(output.Has("message") ? output.Text("message") : ""), Texts.Contract(outcome.Message), "message");
        }

        if (output.Has("count"))
            VectorCase.Equal(count, outcome.Responses.Count, "messages");
        if (output.Has("messages"))
        {
            int index = 0;
            foreach (var message in output.GetProperty("messages").EnumerateArray())
                Same(method, message.Hex("message"), outcome.Responses[index++], $"message {index}");
        }

        if (output.Has("response") && output.I32("code") == 0)
            Same(method, output.Hex("response"), outcome.Responses.Single(), "response");
    }

    private protected virtual void Same(MethodDescriptor method, byte[] expected, IMessage actual, string what)
    {
        var wanted = method.OutputType.Parser.ParseFrom(expected);
        Unordered.Sort(wanted);
        Unordered.Sort(actual);
        VectorCase.Equal(wanted, actual, what);
    }

    /// <summary>Streams that only their client ends: who recorded them stopped after the messages that were there.</summary>
    private static bool IsLive(MethodDescriptor method, byte[] request) => method.InputType.Parser.ParseFrom(request) switch
    {
        V1.MalfeasanceStreamRequest => true,
        V1.TransactionResultsRequest { Watch: true } => true,
        _ => false,
    };

    private static byte[] Submission(MethodDescriptor method, byte[] transaction)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        method.InputType.FindFieldByNumber(1).Accessor.SetValue(request, ByteString.CopyFrom(transaction));
        return request.ToByteArray();
    }

    private void CheckGateway(GoldenNode node, MethodDescriptor method, JsonElement input, JsonElement gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Text("path"))
        {
            Content = new StringContent(input.GetProperty("request_json").GetRawText(), new MediaTypeHeaderValue("application/json")),
        };
        using var response = node.Http!.SendAsync(request).GetAwaiter().GetResult();
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        VectorCase.Equal(gateway.I32("http_status"), (int)response.StatusCode, $"HTTP status of {Encoding.UTF8.GetString(body)}");
        if (gateway.I32("http_status") != 200)
        {
            using var parsed = JsonDocument.Parse(body);
            VectorCase.Equal(gateway.GetProperty("body").I32("code"), parsed.RootElement.I32("code"), "code of the body");
            VectorCase.Equal(Texts.Contract(gateway.GetProperty("body").Text("message")), Texts.Contract(parsed.RootElement.Text("message")), "message of the body");
            return;
        }

        // Compared as messages too: the order of some lists is not told.
        var expected = method.OutputType.Parser.ParseFrom(ByteString.Empty);
        var actual = method.OutputType.Parser.ParseFrom(ByteString.Empty);
        ProtoJsonReader.Read(Encoding.UTF8.GetBytes(gateway.GetProperty("body").GetRawText()), expected);
        ProtoJsonReader.Read(body, actual);
        if (Unordered.Sort(expected) | Unordered.Sort(actual))
            VectorCase.Equal(expected, actual, "body");
        else
            SameJson(gateway.GetProperty("body"), body, "body");
    }

    private GoldenNode At(JsonElement input)
    {
        var time = TimeOf(input);
        string moment = MomentOf(input, time);
        if (_node is null || moment != _moment)
        {
            _node?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _node = Start(time);
            _moment = moment;
        }

        _node.Time.Set(time);
        return _node;
    }
}
