using Spacemesh.Rpc.Client;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>A call by its name and bytes.</summary>
internal static class RawCall
{
    public static (StatusCode Code, string Message, List<byte[]> Responses) Run(RpcChannel channel, string method, byte[] request, RpcMetadata? metadata = null) =>
        RunAsync(channel, method, request, metadata).GetAwaiter().GetResult();

    private static async Task<(StatusCode Code, string Message, List<byte[]> Responses)> RunAsync(
        RpcChannel channel, string method, byte[] request, RpcMetadata? metadata)
    {
        var responses = new List<byte[]>();
        var raw = new RpcMethod<byte[], byte[]>("/" + method, false, true, RpcMarshaller.Raw, RpcMarshaller.Raw);
        try
        {
            using var call = await channel.StartAsync(raw, request, new RpcCallOptions { Metadata = metadata ?? [] });
            await foreach (byte[] response in call.ReadAllAsync())
                responses.Add(response);
            return (StatusCode.Ok, "", responses);
        }
        catch (RpcException exception)
        {
            return (exception.Code, exception.Message, responses);
        }
    }
}
