using System.Text.Json;
using Google.Protobuf;
using Grpc.Reflection.V1;
using Spacemesh.Rpc.Client;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>Reflection of every endpoint. The cases of an endpoint were asked on one stream, in order: files are sent once on it.</summary>
[VectorFile("09a-reflection")]
public sealed class ReflectionVectors : VectorSuite, IDisposable
{
    private readonly PlaybackNode _node = new();
    private readonly Dictionary<string, RpcCall<ServerReflectionRequest, ServerReflectionResponse>> _streams = [];

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
        _node.Dispose();
    }

    private void CheckList(string endpoint, string method, JsonElement output)
    {
        var request = new ServerReflectionRequest { ListServices = "*" };
        var answer = Ask(endpoint, request, method);
        VectorCase.Equal(
            string.Join(',', output.GetProperty("services").EnumerateArray().Select(name => name.GetString())),
            string.Join(',', answer.ListServicesResponse.Service.Select(service => service.Name)), "services");
        if (output.Has("list_response"))
            VectorCase.Equal(output.Hex("list_response"), answer.ToByteArray(), "list response");
        if (!output.Has("files_returned_for_symbol"))
            return;
        foreach (var symbol in output.GetProperty("files_returned_for_symbol").EnumerateObject())
            Equal(symbol.Value, Ask(endpoint, new() { FileContainingSymbol = symbol.Name }, method), symbol.Name);
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

    private static void Equal(JsonElement expected, ServerReflectionResponse answer, string what)
    {
        var files = answer.FileDescriptorResponse?.FileDescriptorProto.Select(bytes => Google.Protobuf.Reflection.FileDescriptorProto.Parser.ParseFrom(bytes).Name) ?? [];
        VectorCase.Equal(string.Join(',', expected.EnumerateArray().Select(name => name.GetString())), string.Join(',', files), what);
    }

    private ServerReflectionResponse Ask(string endpoint, ServerReflectionRequest request, string method = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
    {
        // The TLS endpoint serves what the post endpoint serves.
        string key = $"{endpoint} {method}";
        if (!_streams.TryGetValue(key, out var stream))
        {
            var descriptor = new RpcMethod<ServerReflectionRequest, ServerReflectionResponse>(
                "/" + method, true, true, RpcMarshaller.Protobuf<ServerReflectionRequest>(), RpcMarshaller.Protobuf<ServerReflectionResponse>());
            _streams[key] = stream = _node.Channel(endpoint == "tls" ? "post" : endpoint).Start(descriptor);
        }

        stream.WriteAsync(request).GetAwaiter().GetResult();
        var (found, answer) = stream.ReadAsync().GetAwaiter().GetResult();
        return found ? answer : throw new VectorMismatchException("the reflection stream ended");
    }
}
