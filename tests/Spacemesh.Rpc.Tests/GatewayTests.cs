using System.Net;
using System.Text;
using System.Text.Json;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Rpc.Tests;

public sealed class GatewayTests
{
    [Theory]
    [InlineData("GET", "/v1/things/a%2Fb%20c", null, """{"name":"a/b c","limit":0,"colours":[],"filter":null,"age":null}""")]
    [InlineData("GET", "/v1/things/x?limit=5&colours=COLOUR_RED&colours=2&filter.text=t&age=1.5s&name=y&nope=1", null,
        """{"name":"x","limit":5,"colours":["COLOUR_RED","COLOUR_BLUE"],"filter":{"text":"t"},"age":"1.500s"}""")]
    [InlineData("GET", "/v1/things/", null, """{"name":"","limit":0,"colours":[],"filter":null,"age":null}""")]
    [InlineData("POST", "/v1/things/x:search?limit=7", """{"text":"f"} rest""", """{"name":"x","limit":7,"colours":[],"filter":{"text":"f"},"age":null}""")]
    [InlineData("GET", "/v1/deep/folders/7/end?filter.text=only", null, """{"text":"only"}""")]
    [InlineData("GET", "/v1/rest/a/b/c", null, """{"name":"a/b/c","limit":0,"colours":[],"filter":null,"age":null}""")]
    public async Task Path_query_and_body_become_the_request(string verb, string path, string? body, string expected)
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync();
        var (status, text) = await SendAsync(http, verb, path, body);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("GET", "/v1/things/x?limit=-1", HttpStatusCode.BadRequest, 3)]
    [InlineData("GET", "/v1/things/x?limit=1&limit=2", HttpStatusCode.BadRequest, 3)]
    [InlineData("GET", "/v1/things/x/y", HttpStatusCode.NotFound, 5)]
    [InlineData("DELETE", "/v1/things/x", HttpStatusCode.NotImplemented, 12)]
    [InlineData("POST", "/rpctest.v1.TestService/Unbound", HttpStatusCode.NotImplemented, 12)]
    [InlineData("POST", "/rpctest.v1.TestService/CountTo", HttpStatusCode.NotImplemented, 12)]
    [InlineData("POST", "/rpctest.v1.TestService/Chat", HttpStatusCode.NotImplemented, 12)]
    public async Task Refusals_have_status_and_code(string verb, string path, HttpStatusCode expected, int code)
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync();
        var (status, text) = await SendAsync(http, verb, path, null);
        Assert.Equal(expected, status);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(code, json.RootElement.GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("bug", 500, """{"code":13,"message":"internal error","details":[]}""")]
    [InlineData("details", 400, """{"code":9,"message":"see details","details":[{"@type":"type.googleapis.com/rpctest.v1.Text","text":"why"}]}""")]
    public async Task Errors_of_handlers_have_a_body(string text, int expected, string body)
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync();
        var (status, answer) = await SendAsync(http, "POST", "/rpctest.v1.TestService/Fail", $$"""{"text":"{{text}}"}""");
        Assert.Equal((expected, body), ((int)status, answer));
    }

    [Fact]
    public async Task Form_posted_to_a_read_path_is_served_as_the_read()
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync();
        using var form = new FormUrlEncodedContent([new("limit", "3")]);
        using var response = await http.PostAsync("/v1/things/x", form);
        Assert.Equal("""{"name":"x","limit":3,"colours":[],"filter":null,"age":null}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stream_is_lines_of_results_and_an_error_where_asked_for()
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync(options => options with { Streams = true });
        var (status, text) = await SendAsync(http, "POST", "/rpctest.v1.TestService/CountTo", """{"number":2,"total":1}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """
            {"result":{"number":"1","total":"2"}}
            {"result":{"number":"2","total":"2"}}
            {"error":{"code":15,"message":"lost the rest","details":[]}}

            """,
            text);
    }

    [Fact]
    public async Task Forwarding_gateway_gives_metadata_back_and_bounds_answers()
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync(options => options with { ForwardMetadata = true, MaxResponseSize = 10 });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rpctest.v1.TestService/Echo") { Content = new StringContent("""{"text":"a"}""") };
        request.Headers.Add("Grpc-Metadata-X-Text", "v");
        using var response = await http.SendAsync(request);
        Assert.Equal("application/grpc", Assert.Single(response.Headers.GetValues("Grpc-Metadata-Content-Type")));
        Assert.Equal("v", Assert.Single(response.Headers.GetValues("Grpc-Metadata-x-text")));
        var (status, text) = await SendAsync(http, "POST", "/rpctest.v1.TestService/Echo", """{"text":"0123456789"}""");
        Assert.Equal(429, (int)status);
        Assert.Contains("grpc: received message larger than max (12 vs. 10)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused()
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync(options => options with { MaxBodySize = 100 });
        var (status, text) = await SendAsync(http, "POST", "/rpctest.v1.TestService/Echo", $$"""{"text":"{{new string('x', 100)}}"}""");
        Assert.Equal(429, (int)status);
        Assert.Contains("larger than 100 bytes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unauthenticated_names_its_reason_in_a_header()
    {
        await using var server = new TestServer();
        var http = await server.GatewayAsync(options => options with { Interceptors = [(_, _) => throw new RpcException(StatusCode.Unauthenticated, "no\ncertificate")] });
        using var response = await http.PostAsync("/rpctest.v1.TestService/Echo", null);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("no certificate", response.Headers.NonValidated["WWW-Authenticate"].ToString());
    }

    [Fact]
    public async Task Request_body_that_stalls_is_cut_off()
    {
        var time = new ManualTime();
        await using var server = new TestServer(time);
        var http = await server.GatewayAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(http.BaseAddress!.Host, http.BaseAddress.Port);
        await socket.GetStream().WriteAsync("POST /rpctest.v1.TestService/Echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
        await Eventually.AsTimePasses(time, TimeSpan.FromSeconds(15), ReadToEndAsync(socket.GetStream()));
    }

    [Fact]
    public async Task Observer_sees_requests_and_sizes()
    {
        var observer = new RecordingObserver();
        await using (var server = new TestServer())
        {
            var http = await server.GatewayAsync(options => options with { Observer = observer });
            await SendAsync(http, "POST", "/rpctest.v1.TestService/Echo", """{"text":"a"}""");
            await SendAsync(http, "GET", "/nowhere", null);
            await server.Server.StopAsync(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(
            ["started /rpctest.v1.TestService/Echo", "finished POST /rpctest.v1.TestService/Echo 200 12", "started /nowhere", "finished GET /nowhere 404 45"],
            observer.Events);
    }

    [Fact]
    public void Two_methods_on_one_path_are_refused()
    {
        var service = TestService.Binding();
        var exception = Assert.Throws<ArgumentException>(() => new GatewayRoutes(
            new[] { service, service }.SelectMany(binding => GatewayRoute.Of(binding, generic: true))));
        Assert.Contains("claim POST", exception.Message, StringComparison.Ordinal);
    }

    private static async Task ReadToEndAsync(Stream stream)
    {
        byte[] rest = new byte[1000];
        try
        {
            while (await stream.ReadAsync(rest) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient http, string verb, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
