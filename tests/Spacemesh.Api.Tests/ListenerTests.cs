using Spacemesh.Api.Tests.Golden;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Tests;

public sealed class ListenerTests
{
    [Theory]
    [InlineData("192.168.1.1:1234", false)]
    [InlineData("10.0.0.1:0", false)]
    [InlineData("localhost:9092", false)]
    [InlineData("[::1]:9092", false)]
    [InlineData("0.0.0.0:1234", true)]
    [InlineData("88.77.66.11:0", true)]
    [InlineData(":9092", true)]
    [InlineData("node.example:9092", true)]
    public void Address_tells_whether_others_reach_it(string address, bool isPublic) => Assert.Equal(isPublic, ListenAddress.IsPublic(address));

    [Fact]
    public async Task Unknown_or_repeated_service_is_a_start_up_error()
    {
        var unknown = await Assert.ThrowsAsync<InvalidOptionException>(() => StartAsync(options => options with { Public = options.Public with { Services = ["node", "nodes"] } }));
        Assert.Contains("unknown service nodes", unknown.Message, StringComparison.Ordinal);
        var twice = await Assert.ThrowsAsync<InvalidOptionException>(() => StartAsync(options => options with { Private = options.Private with { Services = ["admin", "admin"] } }));
        Assert.Contains("can't start more than one admin on private grpc endpoint", twice.Message, StringComparison.Ordinal);
        var json = await Assert.ThrowsAsync<InvalidOptionException>(() => StartAsync(options => options with { Public = options.Public with { Services = [] } }));
        Assert.Contains("start json server without public services", json.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOptionException>(() => StartAsync(options => options with { Public = options.Public with { Address = "9092" } }));
    }

    [Fact]
    public async Task Taken_port_names_the_key_and_the_address_and_leaves_nothing_open()
    {
        await using var first = new SmallNode();
        string taken = first.Node.Server.Private!.ToString();
        var failure = await Assert.ThrowsAsync<IOException>(() => StartAsync(options => options with { Private = options.Private with { Address = taken } }));
        Assert.Contains("api.grpc-private-listener", failure.Message, StringComparison.Ordinal);
        Assert.Contains(taken, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_certificates_are_a_start_up_error()
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(options => options with { Tls = new ApiListener("127.0.0.1:0", ["post"]) }));
        Assert.StartsWith("load server certificate", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_that_are_off_are_not_opened()
    {
        await using var node = new SmallNode(options => options with { Post = options.Post with { Address = "" }, JsonListener = "" });
        Assert.Null(node.Node.Server.Post);
        Assert.Null(node.Node.Server.PostServiceAddress);
        Assert.Null(node.Node.Server.Json);
        Assert.Null(node.Node.Server.Tls);
        Assert.NotNull(node.Node.Server.Public);
    }

    [Fact]
    public async Task Service_may_be_served_where_the_operator_wants_it()
    {
        await using var node = new SmallNode(options => options with { Public = options.Public with { Services = [.. ServiceNames.PublicByDefault, "debug", "smesher"] } });
        using var response = await node.Node.Http!.PostAsync("/v1/smesher/smesherids", null, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }

    private static Task<ApiServer> StartAsync(Func<ApiOptions, ApiOptions> options) => Task.Run(() =>
    {
        // Everything but the options is that of a small node.
        var node = new SmallNode(options);
        return node.Node.Server;
    });
}
