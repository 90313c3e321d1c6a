using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Rpc.Api.V1;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Rpc.Reflection;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>The definitions of the PoET API: bytes, messages, fields and methods as generated, and encoded messages through both encodings.</summary>
[VectorFile("03-descriptors")]
public sealed class PoetDescriptorVectors : VectorSuite
{
    private static readonly DescriptorPool Pool = DescriptorPool.FromResource(typeof(PoetDescriptorVectors).Assembly, "poet.binpb");
    private static readonly FileDescriptor[] Files = [ApiReflection.Descriptor, InternalApiReflection.Descriptor];

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("file"))
            CheckFile(vector.In.Text("file"), vector.Out);
        else
            CheckMessage(vector.In.Text("message"), vector.Out.Hex("bytes"));
    }

    private static void CheckFile(string name, JsonElement output)
    {
        VectorCase.Equal(output.Hex("file_descriptor_proto"), Pool.File(name)?.ToByteArray() ?? [], "file descriptor");
        var file = Files.Single(file => file.Name == name);
        foreach (var message in output.GetProperty("messages").EnumerateArray())
        {
            var type = Find(message.Text("name"));
            VectorCase.Equal(
                string.Join('\n', message.GetProperty("fields").EnumerateArray().Select(Describe)),
                string.Join('\n', type.Fields.InDeclarationOrder().Select(Describe)), type.FullName);
        }

        VectorCase.Equal(
            string.Join('\n', output.GetProperty("methods").EnumerateArray().Select(method =>
                $"{method.Text("method")} {method.Text("in")} {method.Flag("client_stream")} {method.Text("out")} {method.Flag("server_stream")}")),
            string.Join('\n', file.Services.SelectMany(service => service.Methods).Select(method =>
                $"/{method.Service.FullName}/{method.Name} {method.InputType.FullName} {method.IsClientStreaming} {method.OutputType.FullName} {method.IsServerStreaming}")),
            "methods");
    }

    private static void CheckMessage(string name, byte[] bytes)
    {
        var type = Find(name);
        var message = type.Parser.ParseFrom(bytes);
        VectorCase.Equal(bytes, message.ToByteArray(), "encoded again");
        var fromJson = type.Parser.ParseFrom(ByteString.Empty);
        ProtoJsonReader.Read(ProtoJsonWriter.ToUtf8(message), fromJson);
        VectorCase.Equal(bytes, fromJson.ToByteArray(), "encoded again by way of JSON");
    }

    private static string Describe(JsonElement field) =>
        $"{field.I32("number")} {field.Text("name")} {field.Text("json")} {field.Flag("repeated")}";

    private static string Describe(FieldDescriptor field) => $"{field.FieldNumber} {field.Name} {field.JsonName} {field.IsRepeated}";

    private static MessageDescriptor Find(string fullName) =>
        Files.SelectMany(file => file.MessageTypes).SelectMany(type => type.NestedTypes.Prepend(type)).Single(type => type.FullName == fullName);
}
