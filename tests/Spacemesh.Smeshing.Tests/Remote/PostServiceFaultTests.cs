using Google.Protobuf;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Rpc;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.V1;

namespace Spacemesh.Smeshing.Tests.Remote;

public sealed class PostServiceFaultTests
{
    private static readonly byte[] Identity = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly NodeId Node = NodeId.FromBytes(Identity);

    [Fact]
    public async Task Service_that_dies_while_asked_gives_its_callers_up_and_may_come_back()
    {
        await using var node = await TestNode.StartAsync();
        Task<PostServiceInfo> first;
        Task<PostServiceInfo> second;
        using (var service = new ScriptedService(node))
        {
            await service.IntroduceAsync(Meta());
            var provider = await node.Registry.ConnectedAsync(Node);
            first = provider.InfoAsync();
            await service.NextAsync();
            second = provider.InfoAsync();
        }

        Assert.Equal(PostProviderFailure.Closed, (await Assert.ThrowsAsync<PostProviderException>(() => first.WithinLimit())).Failure);
        Assert.Equal(PostProviderFailure.Closed, (await Assert.ThrowsAsync<PostProviderException>(() => second.WithinLimit())).Failure);
        await Limit.UntilAsync(() => node.Registry.Providers.Find(Node) is null, "the dead service stays registered");
        using var again = new ScriptedService(node);
        await again.IntroduceAsync(Meta());
        await node.Registry.ConnectedAsync(Node);
    }

    [Fact]
    public async Task Service_that_goes_while_idle_is_noticed_at_once()
    {
        await using var node = await TestNode.StartAsync();
        using var service = new ScriptedService(node);
        await service.IntroduceAsync(Meta());
        await node.Registry.ConnectedAsync(Node);
        await service.CloseAsync();
        await Limit.UntilAsync(() => node.Registry.Providers.Find(Node) is null, "the service that went stays registered");
        Assert.Equal("failed to receive response: EOF", (await service.EndAsync()).Message);
    }

    [Fact]
    public async Task Second_service_of_an_identity_is_refused_and_the_first_stays()
    {
        await using var node = await TestNode.StartAsync();
        using var first = new ScriptedService(node);
        await first.IntroduceAsync(Meta());
        var provider = await node.Registry.ConnectedAsync(Node);
        using var second = new ScriptedService(node);
        await second.IntroduceAsync(Meta());
        var end = await second.EndAsync();
        Assert.Equal((StatusCode.Unknown, "post service already registered"), (end.Code, end.Message));
        Assert.Same(provider, node.Registry.Providers.Find(Node));
    }

    [Fact]
    public async Task Service_that_hangs_loses_its_session()
    {
        await using var node = await TestNode.StartAsync(answerLimit: TimeSpan.FromMilliseconds(200));
        using var service = new ScriptedService(node);
        await service.IntroduceAsync(Meta());
        var provider = await node.Registry.ConnectedAsync(Node);
        var failure = await Assert.ThrowsAsync<PostProviderException>(() => provider.ProveAsync(default).WithinLimit());
        Assert.Equal(PostProviderFailure.Closed, failure.Failure);
        Assert.StartsWith("failed to receive response: no answer within", (await service.EndAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public async Task Service_with_an_identity_of_another_length_is_refused(int length)
    {
        await using var node = await TestNode.StartAsync();
        using var service = new ScriptedService(node);
        var meta = Meta();
        meta.NodeId = ByteString.CopyFrom(new byte[length]);
        await service.IntroduceAsync(meta);
        Assert.Equal($"expected a node id of 32 bytes, got {length}", (await service.EndAsync()).Message);
    }

    [Fact]
    public async Task Service_that_answers_for_another_identity_is_told_apart_by_its_answer()
    {
        await using var node = await TestNode.StartAsync();
        using var service = new ScriptedService(node);
        await service.IntroduceAsync(Meta());
        var provider = await node.Registry.ConnectedAsync(Node);
        var info = provider.InfoAsync();
        await service.NextAsync();
        var other = Meta();
        other.NodeId = ByteString.CopyFrom(new byte[32]);
        await service.SayAsync(new ServiceResponse { Metadata = new MetadataResponse { Meta = other } });
        // Whoever asked compares: ProofRequester refuses what is not of its identity.
        Assert.NotEqual(Node, (await info.WithinLimit()).Identity);
    }

    [Fact]
    public async Task Service_that_lies_about_lengths_fails_the_call_and_keeps_its_session()
    {
        await using var node = await TestNode.StartAsync();
        using var service = new ScriptedService(node);
        await service.IntroduceAsync(Meta());
        var provider = await node.Registry.ConnectedAsync(Node);
        var info = provider.InfoAsync();
        await service.NextAsync();
        var odd = Meta();
        odd.CommitmentAtxId = ByteString.CopyFrom(new byte[5]);
        await service.SayAsync(new ServiceResponse { Metadata = new MetadataResponse { Meta = odd } });
        Assert.Equal(PostProviderFailure.Failed, (await Assert.ThrowsAsync<PostProviderException>(() => info.WithinLimit())).Failure);
        var next = provider.InfoAsync();
        await service.NextAsync();
        await service.SayAsync(new ServiceResponse { Metadata = new MetadataResponse { Meta = Meta() } });
        Assert.Equal(3u, (await next.WithinLimit()).Units);
    }

    [Fact]
    public async Task Service_that_speaks_without_being_asked_is_sent_away()
    {
        await using var node = await TestNode.StartAsync();
        using var service = new ScriptedService(node);
        await service.IntroduceAsync(Meta());
        await node.Registry.ConnectedAsync(Node);
        await service.SayAsync(new ServiceResponse { GenProof = new GenProofResponse { Status = GenProofStatus.Ok } });
        Assert.Equal("failed to receive response: the service answered without being asked", (await service.EndAsync()).Message);
    }

    [Fact]
    public async Task Caller_that_gives_up_does_not_get_the_next_one_its_answer()
    {
        await using var node = await TestNode.StartAsync();
        using var service = new ScriptedService(node);
        await service.IntroduceAsync(Meta());
        var provider = await node.Registry.ConnectedAsync(Node);
        using var cancel = new CancellationTokenSource();
        var abandoned = provider.InfoAsync(cancel.Token);
        await service.NextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned.WithinLimit());
        var next = provider.InfoAsync();
        var late = Meta();
        late.NumUnits = 99;
        await service.SayAsync(new ServiceResponse { Metadata = new MetadataResponse { Meta = late } });
        await service.NextAsync();
        await service.SayAsync(new ServiceResponse { Metadata = new MetadataResponse { Meta = Meta() } });
        Assert.Equal(3u, (await next.WithinLimit()).Units);
    }

    private static Metadata Meta() => new()
    {
        NodeId = ByteString.CopyFrom(Identity),
        CommitmentAtxId = ByteString.CopyFrom(new byte[32]),
        Nonce = 7,
        NumUnits = 3,
        LabelsPerUnit = 64,
    };
}
