using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Reflection of every endpoint of the node. The cases of an endpoint were asked on one stream, in order: files are sent once on it.</summary>
[VectorFile("09a-reflection")]
public sealed class ReflectionVectors : VectorSuite, IDisposable
{
    private readonly TlsNode _tls = new();
    private readonly GoldenNode _node;
    private readonly RpcChannel _secure;
    private readonly Dictionary<string, RpcCall<ServerReflectionRequest, ServerReflectionResponse>> _streams = [];

    public ReflectionVectors()
    {
        _node = GoldenNode.Start(
            new MemoryStateDatabase(), SmallNetwork.Parameters, SmallNetwork.Parameters.GenesisTime, options: _tls.On(GoldenNode.LoopbackOptions));
        _secure = _tls.Channel(_node, TlsNode.Accepted);
    }

    public override void Check(VectorCase vector)
    {
        var (input, output) = (vector.In, vector.Out);
        string endpoint = input.Text("endpoint");
        if (input.Has("method"))
            CheckList(endpoint, input.Text("method"), output);
        else if (input.Has("file_containing_symbol"))
            CheckFiles(output, Ask(endpoint, new() { FileContainingSymbol = input.Text("file_containing_symbol") }));
        else
            CheckFiles(output, Ask(endpoint, new() { FileByFilename = input.Text("file_by_filename") }));
    }

    public void Dispose()
    {
        foreach (var stream in _streams.Values)
            stream.Dispose();
        _secure.Dispose();
        _node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _tls.Dispose();
    }

    private static void CheckFiles(JsonElement output, ServerReflectionResponse answer)
    {
        if (output.Has("files"))
        {
            Equal(output.GetProperty("files"), answer, "files");
            return;
        }

        VectorCase.Equal(output.I32("error_code"), answer.ErrorResponse?.ErrorCode ?? 0, "error code");
        VectorCase.Equal(output.Text("error_message"), answer.ErrorResponse?.ErrorMessage, "error message");
    }

    private static void Equal(JsonElement expected, ServerReflectionResponse answer, string what) => VectorCase.Equal(
        string.Join(',', expected.EnumerateArray().Select(name => name.GetString())),
        string.Join(',', answer.FileDescriptorResponse?.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes).Name) ?? []),
        what);

    private void CheckList(string endpoint, string method, JsonElement output)
    {
        var answer = Ask(endpoint, new ServerReflectionRequest { ListServices = "*" }, method);
        VectorCase.Equal(
            string.Join(',', output.GetProperty("services").EnumerateArray().Select(name => name.GetString())),
            string.Join(',', answer.ListServicesResponse.Service.Select(service => service.Name)),
            "services");
        if (output.Has("list_response"))
            VectorCase.Equal(output.Hex("list_response"), answer.ToByteArray(), "list response");
        if (!output.Has("files_returned_for_symbol"))
            return;
        foreach (var symbol in output.GetProperty("files_returned_for_symbol").EnumerateObject())
            Equal(symbol.Value, Ask(endpoint, new() { FileContainingSymbol = symbol.Name }, method), symbol.Name);
    }

    private ServerReflectionResponse Ask(string endpoint, ServerReflectionRequest request, string method = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
    {
        string key = $"{endpoint} {method}";
        if (!_streams.TryGetValue(key, out var stream))
        {
            var descriptor = new RpcMethod<ServerReflectionRequest, ServerReflectionResponse>(
                "/" + method, true, true, RpcMarshaller.Protobuf<ServerReflectionRequest>(), RpcMarshaller.Protobuf<ServerReflectionResponse>());
            _streams[key] = stream = (endpoint == "tls" ? _secure : _node.Channel(endpoint)).Start(descriptor);
        }

        stream.WriteAsync(request).GetAwaiter().GetResult();
        var (found, answer) = stream.ReadAsync().GetAwaiter().GetResult();
        return found ? answer : throw new VectorMismatchException("the reflection stream ended");
    }
}
