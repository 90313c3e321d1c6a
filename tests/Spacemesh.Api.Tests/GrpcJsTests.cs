using System.Text.Json;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.Events.User;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Api.Tests;

/// <summary>The node seen by grpc-js, which finds everything by reflection.</summary>
public sealed class GrpcJsTests(GrpcJs js) : IClassFixture<GrpcJs>
{
    [Fact]
    public async Task Its_client_finds_and_calls_the_services_of_both_endpoints()
    {
        Assert.SkipWhen(js.Missing is not null, js.Missing ?? "");
        await using var node = new SmallNode();
        node.Node.Events.Publish(new BeaconReady(new EpochId(2), default));
        using var process = js.Start("client.mjs", node.Node.Server.Public!.ToString(), node.Node.Server.Private!.ToString());
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        using var document = JsonDocument.Parse(output);
        var seen = document.RootElement;
        Assert.Contains("spacemesh.v1.MeshService", Strings(seen, "public"));
        Assert.DoesNotContain("spacemesh.v1.AdminService", Strings(seen, "public"));
        Assert.Contains("spacemesh.v1.AdminService", Strings(seen, "private"));
        Assert.Equal("你好世界", seen.GetProperty("echo").GetProperty("msg").GetProperty("value").GetString());
        Assert.Equal(3, seen.GetProperty("missing").GetProperty("code").GetInt32());
        Assert.Equal(12, seen.GetProperty("status").GetProperty("status").GetProperty("topLayer").GetProperty("number").GetInt32());
        Assert.Equal("limit is capped at 100", seen.GetProperty("limit").GetProperty("details").GetString());
        Assert.True(seen.GetProperty("header").GetBoolean());
        Assert.Equal(2, seen.GetProperty("event").GetProperty("beacon").GetProperty("epoch").GetInt32());
    }

    private static string[] Strings(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
