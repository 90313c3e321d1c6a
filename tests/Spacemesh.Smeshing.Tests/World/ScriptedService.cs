using Google.Protobuf.Reflection;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;
using Spacemesh.V1;

namespace Spacemesh.Smeshing.Tests.World;

/// <summary>A PoST service that says what it is told to.</summary>
internal sealed class ScriptedService : IDisposable
{
    private static readonly RpcMethod<ServiceResponse, NodeRequest> Register =
        RpcMethod.Of<ServiceResponse, NodeRequest>(PostReflection.Descriptor.FindTypeByName<ServiceDescriptor>("PostService"), "Register");

    private readonly RpcChannel _channel;
    private readonly RpcCall<ServiceResponse, NodeRequest> _call;

    public ScriptedService(TestNode node)
    {
        _channel = node.Channel();
        _call = _channel.Start(Register);
    }

    /// <summary>What the node says next.</summary>
    public async Task<NodeRequest> NextAsync()
    {
        var (found, request) = await _call.ReadAsync().WithinLimit();
        return found ? request : throw new EndOfStreamException("the node ended the session");
    }

    public Task SayAsync(ServiceResponse response) => _call.WriteAsync(response);

    public Task CloseAsync() => _call.CompleteAsync();

    /// <summary>Reads the node's question and says who it is.</summary>
    public async Task IntroduceAsync(Metadata meta)
    {
        await NextAsync();
        await SayAsync(new ServiceResponse { Metadata = new MetadataResponse { Meta = meta } });
    }

    /// <summary>The status with which the node ends the session.</summary>
    public async Task<RpcException> EndAsync()
    {
        try
        {
            while ((await _call.ReadAsync().WithinLimit()).Found)
            {
            }
        }
        catch (RpcException ended)
        {
            return ended;
        }

        return new RpcException(StatusCode.Ok, "");
    }

    public void Dispose()
    {
        _call.Dispose();
        _channel.Dispose();
    }
}
