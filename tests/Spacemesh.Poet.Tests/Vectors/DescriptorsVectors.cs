using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Spacemesh.Poet.Server;
using Spacemesh.Testing.Vectors;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-descriptors")]
internal sealed class DescriptorsVectors : VectorSuite
{
    private static readonly FileDescriptor[] Files = [Api.ApiReflection.Descriptor, Api.InternalApiReflection.Descriptor];

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("file"))
            CheckFile(vector);
        else
            CheckMessage(vector);
    }

    private static void CheckFile(VectorCase vector)
    {
        var file = Files.Single(file => file.Name == vector.In.Text("file"));
        VectorCase.Equal(vector.Out.Hex("file_descriptor_proto"), PoetListeners.Descriptors.File(file.Name)!.ToByteArray(), "file descriptor");
        var messages = Nested(file.MessageTypes).ToDictionary(message => message.FullName);
        foreach (var expected in vector.Out.GetProperty("messages").EnumerateArray())
            CheckFields(expected, messages[expected.Text("name")]);
        var methods = file.Services.SelectMany(service => service.Methods).ToDictionary(method => $"/{method.Service.FullName}/{method.Name}");
        foreach (var expected in vector.Out.GetProperty("methods").EnumerateArray())
        {
            var method = methods[expected.Text("method")];
            VectorCase.Equal(expected.Text("in"), method.InputType.FullName, "request");
            VectorCase.Equal(expected.Text("out"), method.OutputType.FullName, "response");
            VectorCase.Equal(expected.Flag("client_stream"), method.IsClientStreaming, "client stream");
            VectorCase.Equal(expected.Flag("server_stream"), method.IsServerStreaming, "server stream");
        }
    }

    private static void CheckFields(JsonElement expected, MessageDescriptor message)
    {
        var fields = expected.GetProperty("fields").EnumerateArray().ToList();
        VectorCase.Equal(fields.Count, message.Fields.InDeclarationOrder().Count, $"fields of {message.FullName}");
        foreach (var field in fields)
        {
            var descriptor = message.FindFieldByName(field.Text("name"));
            VectorCase.Equal(field.I32("number"), descriptor.FieldNumber, $"number of {descriptor.FullName}");
            VectorCase.Equal(field.Text("json"), descriptor.JsonName, $"JSON name of {descriptor.FullName}");
            VectorCase.Equal(field.Flag("repeated"), descriptor.IsRepeated, $"list {descriptor.FullName}");
            VectorCase.Equal(field.Flag("presence"), descriptor.HasPresence, $"presence of {descriptor.FullName}");
        }
    }

    /// <summary>Every field is filled by counting bytes in field order; decoding and encoding again gives the same bytes.</summary>
    private static void CheckMessage(VectorCase vector)
    {
        var descriptor = Files.SelectMany(file => Nested(file.MessageTypes)).Single(message => message.FullName == vector.In.Text("message"));
        var bytes = vector.Out.Hex("bytes");
        var message = descriptor.Parser.ParseFrom(bytes);
        VectorCase.Equal(bytes, message.ToByteArray(), "encoded again");
        foreach (var field in descriptor.Fields.InFieldNumberOrder())
            VectorCase.True(IsSet(field, message), $"{field.FullName} is not set");
    }

    private static bool IsSet(FieldDescriptor field, IMessage message) => field.Accessor.GetValue(message) switch
    {
        null => false,
        ByteString bytes => !bytes.IsEmpty,
        string text => text.Length > 0,
        System.Collections.IList list => list.Count > 0,
        Duration duration => duration.ToByteArray().Length > 0,
        IMessage => true,
        IConvertible number => number.ToDouble(null) != 0,
        _ => true,
    };

    private static IEnumerable<MessageDescriptor> Nested(IEnumerable<MessageDescriptor> messages) =>
        messages.SelectMany(message => Nested(message.NestedTypes).Prepend(message));
}
