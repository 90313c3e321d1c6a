using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RpcTest.V1;
using Spacemesh.Rpc.Gateway;

namespace Spacemesh.Rpc.Tests;

public sealed class ProtoJsonTests
{
    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(RpctestReflection.Descriptor);

    [Fact]
    public void Empty_message_prints_every_field_but_optional_and_oneof() => Assert.Equal(
        """
        {"flag":false,"int32":0,"int64":"0","uint32":0,"uint64":"0","sint32":0,"sint64":"0","fixed32":0,"fixed64":"0","single":0,"real":0,"text":"",
        "data":"","colour":"COLOUR_UNSPECIFIED","nested":null,"numbers":[],"colours":[],"counts":{},"names":{},"time":null,"span":null,"any":null,
        "dynamic":null,"nothing":null}
        """.ReplaceLineEndings(""),
        Print(new Everything()));

    [Fact]
    public void Full_message_prints_as_protobuf_says()
    {
        var message = Full();
        Assert.Equal(
            """
            {"flag":true,"int32":-1,"int64":"-9223372036854775808","uint32":4294967295,"uint64":"18446744073709551615","sint32":-5,"sint64":"-6","fixed32":7,
            "fixed64":"8","single":1.5,"real":1e+21,"text":"\"\\\n\u0001<&>é😀","data":"+/8=","colour":99,"nested":null,"numbers":["1","2"],
            "colours":["COLOUR_RED","COLOUR_BLUE"],"counts":{"a":{"number":"1","total":"0"},"b":{"number":"2","total":"0"}},"names":{"2":"two","10":"ten"},
            "maybe":0,"right":{"text":"r"},"time":"2026-01-02T03:04:05.060Z","span":"-1.000000001s","any":{"@type":"type.googleapis.com/rpctest.v1.Text","text":"t"},
            "dynamic":{"list":[null,true,1.25,"s"]},"nothing":{}}
            """.ReplaceLineEndings("").Replace("\"nested\":null", $"\"nested\":{Print(new Everything())}", StringComparison.Ordinal),
            Print(message));
    }

    [Fact]
    public void Printed_message_reads_back() => Assert.Equal(Full(), Read(Print(Full())));

    [Theory]
    [InlineData("""{"int_32":"-5"}""", "int32", "-5")]
    [InlineData("""{"int32":1e2}""", "int32", "100")]
    [InlineData("""{"uint64":1.0}""", "uint64", "\"1\"")]
    [InlineData("""{"data":"-_8"}""", "data", "\"+/8=\"")]
    [InlineData("""{"colour":2}""", "colour", "\"COLOUR_BLUE\"")]
    [InlineData("""{"colour":"NOPE"}""", "colour", "\"COLOUR_UNSPECIFIED\"")]
    [InlineData("""{"colours":["NOPE","COLOUR_RED"]}""", "colours", "[\"COLOUR_RED\"]")]
    [InlineData("""{"text":null,"nested":null}""", "text", "\"\"")]
    [InlineData("""{"real":"-Infinity"}""", "real", "\"-Infinity\"")]
    [InlineData("""{"time":"2026-01-02T05:04:05.5+02:00"}""", "time", "\"2026-01-02T03:04:05.500Z\"")]
    [InlineData("""{"span":"3.000001s"}""", "span", "\"3.000001s\"")]
    [InlineData("""{"dynamic":null}""", "dynamic", "null")]
    [InlineData("""{"names":{"7":"x"}}""", "names", "{\"7\":\"x\"}")]
    [InlineData("""{"unknown":{"deep":[1,{"x":2}]},"flag":true} trailing""", "flag", "true")]
    public void Lenient_spellings_are_read(string json, string field, string expected) =>
        Assert.Contains($"\"{field}\":{expected}", Print(Read(json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("x", "invalid character 'x' looking for beginning of value")]
    [InlineData("{", "unexpected EOF")]
    [InlineData("""{"text":""", "unexpected EOF")]
    [InlineData("""{"text":"a""", "unexpected EOF")]
    [InlineData("""{x}""", "invalid character 'x' looking for beginning of object key string")]
    [InlineData("""[]""", "proto: syntax error (line 1:1): unexpected token [")]
    [InlineData("""null""", "proto: syntax error (line 1:1): unexpected token null")]
    [InlineData("""{"nested":5}""", "proto: syntax error (line 1:11): unexpected token 5")]
    [InlineData("{\n \"é\":1, \"uint32\":4294967296}", "proto: (line 2:18): invalid value for uint32 field uint32: 4294967296")]
    [InlineData("""{"int32":1.5}""", "proto: (line 1:10): invalid value for int32 field int32: 1.5")]
    [InlineData("""{"int32":"x"}""", "proto: (line 1:10): invalid value for int32 field int32: \"x\"")]
    [InlineData("""{"flag":"true"}""", "proto: (line 1:9): invalid value for bool field flag: \"true\"")]
    [InlineData("""{"text":5}""", "proto: (line 1:9): invalid value for string field text: 5")]
    [InlineData("""{"data":"***"}""", "proto: (line 1:9): invalid value for bytes field data: \"***\"")]
    [InlineData("""{"flag":true,"flag":true}""", "proto: (line 1:14): duplicate field \"flag\"")]
    [InlineData("""{"left":"a","right":{}}""", "proto: (line 1:13): error parsing \"right\", oneof rpctest.v1.Everything.choice is already set")]
    [InlineData("""{"numbers":5}""", "proto: syntax error (line 1:12): unexpected token 5")]
    [InlineData("""{"numbers":[null]}""", "proto: syntax error (line 1:13): unexpected token null")]
    [InlineData("""{"names":{"x":"y"}}""", "proto: (line 1:11): invalid value for uint32 key: \"x\"")]
    [InlineData("""{"time":"yesterday"}""", "proto: (line 1:9): invalid google.protobuf.Timestamp value \"yesterday\"")]
    [InlineData("""{"span":"1"}""", "proto: (line 1:9): invalid google.protobuf.Duration value \"1\"")]
    [InlineData("""{"any":{"x":1}}""", "proto: (line 1:8): missing \"@type\" field")]
    public void Faults_are_named_with_their_place(string json, string message)
    {
        var exception = Assert.Throws<RpcException>(() => Read(json));
        Assert.Equal((StatusCode.InvalidArgument, message), (exception.Code, exception.Message));
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string json = string.Concat(Enumerable.Repeat("{\"nested\":", 5000)) + "{}" + new string('}', 5000);
        Assert.Equal(StatusCode.InvalidArgument, Assert.Throws<RpcException>(() => Read(json)).Code);
    }

    [Fact]
    public void Any_text_and_bytes_read_back() => Check.QuickThrowOnFailure(Prop.ForAll<string?, byte[]>((text, data) =>
    {
        // Lone surrogates are no text in protobuf: they become U+FFFD on the way.
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        
        // An unset Value prints as null, which reads as the null Value.
        var message = new Everything { Text = valid, Data = ByteString.CopyFrom(data), Dynamic = Value.ForNull() };
        return Read(Print(message)).Equals(message);
    }));

    [Fact]
    public void Any_bytes_as_a_body_are_read_or_refused() => Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            ProtoJsonReader.Read(bytes, new Everything(), Types);
            return true;
        }
        catch (RpcException exception)
        {
            return exception.Code == StatusCode.InvalidArgument;
        }
    }));

    private static Everything Full() => new()
    {
        Flag = true, Int32 = -1, Int64 = long.MinValue, Uint32 = uint.MaxValue, Uint64 = ulong.MaxValue, Sint32 = -5, Sint64 = -6, Fixed32 = 7, Fixed64 = 8,
        Single = 1.5f, Real = 1e21, Text = "\"\\\n\u0001<&>é😀", Data = ByteString.CopyFrom(0xfb, 0xff), Colour = (Colour)99, Nested = new Everything { Dynamic = Value.ForNull() },
        Numbers = { 1, 2 }, Colours = { Colour.Red, Colour.Blue }, Counts = { ["b"] = new Count { Number = 2 }, ["a"] = new Count { Number = 1 } },
        Names = { [10] = "ten", [2] = "two" }, Maybe = 0, Right = new Text { Text_ = "r" },
        Time = Timestamp.FromDateTime(new DateTime(2026, 1, 2, 3, 4, 5, 60, DateTimeKind.Utc)), Span = new Duration { Seconds = -1, Nanos = -1 },
        Any = Any.Pack(new Text { Text_ = "t" }),
        Dynamic = Value.ForStruct(new Struct { Fields = { ["list"] = Value.ForList(Value.ForNull(), Value.ForBool(true), Value.ForNumber(1.25), Value.ForString("s")) } }),
        Nothing = new Empty(),
    };

    private static string Print(IMessage message) => Encoding.UTF8.GetString(ProtoJsonWriter.ToUtf8(message, Types));

    private static Everything Read(string json)
    {
        var message = new Everything();
        ProtoJsonReader.Read(Encoding.UTF8.GetBytes(json), message, Types);
        return message;
    }
}
