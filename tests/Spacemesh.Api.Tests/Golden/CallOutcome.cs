using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>What a call gave: status and messages.</summary>
internal sealed record CallOutcome(StatusCode Code, string Message, IReadOnlyList<IMessage> Responses, bool HeaderFirst)
{
    /// <summary>Runs a call; a stream is cancelled after <paramref name="most"/> messages.</summary>
    public static CallOutcome Run(RpcChannel channel, MethodDescriptor method, byte[] request, int most = int.MaxValue, bool waitsForHeader = false) =>
        RunAsync(channel, method, request, most, waitsForHeader).GetAwaiter().GetResult();

    /// <summary>Ends a call that nobody ends: a test that fails instead of one that hangs.</summary>
    private static readonly RpcCallOptions Bounded = new() { Timeout = TimeSpan.FromSeconds(30) };

    private static async Task<CallOutcome> RunAsync(RpcChannel channel, MethodDescriptor method, byte[] request, int most, bool waitsForHeader)
    {
        var responses = new List<IMessage>();
        try
        {
            using var call = await channel.StartAsync(ApiMethods.Raw(method), request, Bounded);
            if (waitsForHeader)
                await call.HeadersAsync();
            while (responses.Count < most)
            {
                var (found, response) = await call.ReadAsync();
                if (!found)
                    return new CallOutcome(StatusCode.Ok, "", responses, waitsForHeader);
                responses.Add(method.OutputType.Parser.ParseFrom(response));
            }

            return new CallOutcome(StatusCode.Canceled, "cut off", responses, waitsForHeader);
        }
        catch (RpcException exception)
        {
            return new CallOutcome(exception.Code, exception.Message, responses, waitsForHeader);
        }
    }
}
