using System.Net;
using Spacemesh.Rpc.Carriage;
using Spacemesh.Rpc.Tests.Kit;
using Spacemesh.Rpc.Tests.Vectors;

namespace Spacemesh.Rpc.Tests;

public sealed class CarriageTests
{
    private const string Echo = "/rpctest.v1.TestService/Echo";

    [Theory]
    [InlineData("1S", 10_000_000)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    [InlineData("5m", 50_000)]
    [InlineData("7u", 70)]
    [InlineData("1n", 1)]
    [InlineData("250n", 3)]
    [InlineData("0M", 0)]
    public void Timeout_is_read(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout, out _));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    [InlineData("1.5S")]
    [InlineData("١S")]
    public void Malformed_timeout_is_refused(string text)
    {
        Assert.False(GrpcTimeout.TryParse(text, out _, out string error));
        Assert.NotEqual("", error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(10_000_000)]
    [InlineData(999_999_999)]
    [InlineData(1_000_000_001)]
    [InlineData(99_999_999_000_000_001)]
    [InlineData(long.MaxValue / 4)]
    public void Written_timeout_is_never_shorter_than_meant(long ticks)
    {
        string text = GrpcTimeout.Format(TimeSpan.FromTicks(ticks));
        Assert.True(GrpcTimeout.TryParse(text, out var read, out _));
        Assert.InRange(read.Ticks, ticks, ticks + (ticks / 100) + 10);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("plain ~", "plain ~")]
    [InlineData("100%", "100%25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("é", "%C3%A9")]
    public void Status_text_is_percent_encoded(string text, string expected) => Assert.Equal(expected, StatusText.Encode(text));

    [Fact]
    public void Lone_surrogate_in_a_status_text_becomes_the_replacement_character() => Assert.Equal("%EF%BF%BD", StatusText.Encode("\ud800"));

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz1", "%zz1")]
    [InlineData("a%20b", "a b")]
    [InlineData("é%C3%A9", "éé")]
    public void Status_text_is_decoded_leniently(string text, string expected) => Assert.Equal(expected, StatusText.Decode(text));

    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType, "3", "invalid gRPC request content-type \"text/plain\"")]
    [InlineData("application/grpcx", HttpStatusCode.UnsupportedMediaType, "3", "invalid gRPC request content-type \"application/grpcx\"")]
    [InlineData("application/grpc+proto", HttpStatusCode.OK, "0", "")]
    public async Task Content_type_is_checked(string contentType, HttpStatusCode status, string code, string message)
    {
        await using var server = new TestServer();
        var address = await AddressAsync(server);
        var (http, headers) = await GrpcWire.SendAsync(address, Echo, [], contentType: contentType);
        Assert.Equal((status, code, message), (http, headers["grpc-status"], headers.GetValueOrDefault("grpc-message", "")));
    }

    [Theory]
    [InlineData("grpc-timeout", "1x", 400, "13", "malformed grpc-timeout: transport: timeout unit is not recognized: \"1x\"")]
    [InlineData("grpc-timeout", "0S", 200, "4", "context deadline exceeded")]
    [InlineData("x-bin", "*", 400, "13", "malformed binary metadata \"*\" in header \"x-bin\": illegal base64 data")]
    [InlineData("grpc-encoding", "gzip", 200, "12", "grpc: Decompressor is not installed for grpc-encoding \"gzip\"")]
    [InlineData("grpc-encoding", "identity", 200, "0", "")]
    public async Task Headers_are_checked(string name, string value, int status, string code, string message)
    {
        await using var server = new TestServer();
        var address = await AddressAsync(server);
        var (http, headers) = await GrpcWire.SendAsync(address, Echo, [], request => request.Headers.TryAddWithoutValidation(name, value));
        Assert.Equal((status, code, message), ((int)http, headers["grpc-status"], headers.GetValueOrDefault("grpc-message", "")));
    }

    [Theory]
    [InlineData("/x", "12", "malformed method name: \"/x\"")]
    [InlineData("/rpctest.v1.TestService/", "12", "unknown method  for service rpctest.v1.TestService")]
    [InlineData("/a/b/c", "12", "unknown service a/b")]
    public async Task Unknown_names_are_unimplemented(string path, string code, string message)
    {
        await using var server = new TestServer();
        var (_, headers) = await GrpcWire.SendAsync(await AddressAsync(server), path, []);
        Assert.Equal((code, message), (headers["grpc-status"], headers["grpc-message"]));
    }

    [Theory]
    [InlineData(1, "13", "grpc: compressed flag set with identity or empty encoding")]
    [InlineData(7, "13", "grpc: received unexpected payload format 7")]
    public async Task Payload_format_is_checked(byte format, string code, string message)
    {
        await using var server = new TestServer();
        var (_, headers) = await GrpcWire.SendAsync(await AddressAsync(server), Echo, [], format: format);
        Assert.Equal((code, message), (headers["grpc-status"], headers["grpc-message"]));
    }

    [Fact]
    public async Task Other_verbs_are_refused()
    {
        await using var server = new TestServer();
        var (status, headers) = await GrpcWire.SendAsync(await AddressAsync(server), Echo, [], request => request.Method = HttpMethod.Put);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "13"), (status, headers["grpc-status"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000a0a")]
    public async Task Request_that_ends_early_is_internal(string body)
    {
        await using var server = new TestServer();
        var (_, headers) = await GrpcWire.SendAsync(await AddressAsync(server), Echo, [], request =>
        {
            request.Content = new ByteArrayContent(Convert.FromHexString(body));
            request.Content.Headers.ContentType = new("application/grpc");
        });
        Assert.Equal("13", headers["grpc-status"]);
    }

    [Theory]
    [InlineData("0a", WireCheck.Malformed)]
    [InlineData("0a05", WireCheck.Malformed)]
    [InlineData("00", WireCheck.Malformed)]
    [InlineData("0f", WireCheck.Malformed)]
    [InlineData("0b", WireCheck.Malformed)]
    [InlineData("0c", WireCheck.Malformed)]
    [InlineData("1080808080808080808002", WireCheck.Malformed)]
    [InlineData("0a01ff", WireCheck.NotUtf8)]
    [InlineData("0a03eda080", WireCheck.NotUtf8)]
    public void Malformed_messages_are_refused(string hex, string reason)
    {
        var exception = Assert.Throws<RpcException>(() => WireCheck.Run(new(Convert.FromHexString(hex)), RpcTest.V1.Text.Descriptor));
        Assert.Equal((StatusCode.Internal, $"grpc: error unmarshalling request: {reason}"), (exception.Code, exception.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0801")]
    [InlineData("0a0161")]
    [InlineData("130a01ff14")]
    [InlineData("1101020304050607081501020304")]
    public void Wellformed_messages_pass(string hex) => WireCheck.Run(new(Convert.FromHexString(hex)), RpcTest.V1.Text.Descriptor);

    private static async Task<Uri> AddressAsync(TestServer server) => new($"http://{(await server.ListenAsync()).EndPoint}");
}
