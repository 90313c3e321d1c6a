using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Reflection.V1;
using Spacemesh.Rpc.Server;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Spacemesh.Rpc.Reflection;

/// <summary>The reflection services of a listener: they list its services and resolve every definition of the pool (spec 09a §2.2).</summary>
internal static class ReflectionBindings
{
    private const string Method = "ServerReflectionInfo";

    /// <summary>The definitions of the reflection services themselves.</summary>
    public static DescriptorPool Descriptors { get; } = DescriptorPool.FromResource(typeof(ReflectionBindings).Assembly, "grpc-reflection.binpb");

    public static IReadOnlyList<RpcServiceBinding> Make(DescriptorPool pool, IEnumerable<string> services)
    {
        var v1 = ReflectionReflection.Descriptor.Services[0];
        var alpha = Alpha.ReflectionReflection.Descriptor.Services[0];
        string[] names = [.. services.Append(v1.FullName).Append(alpha.FullName).Order(StringComparer.Ordinal)];
        return
        [
            new RpcServiceBinding(v1).Duplex<ServerReflectionRequest, ServerReflectionResponse>(
                Method, (requests, writer, context) => AnswerAsync(requests, writer.WriteAsync, pool, names, context.CancellationToken)),
            new RpcServiceBinding(alpha).Duplex<Alpha.ServerReflectionRequest, Alpha.ServerReflectionResponse>(
                Method, (requests, writer, context) => AnswerAsync(
                    Converted(requests, context.CancellationToken), (response, token) => writer.WriteAsync(Converted(response), token), pool, names, context.CancellationToken)),
        ];
    }

    private static async Task AnswerAsync(
        IAsyncEnumerable<ServerReflectionRequest> requests, Func<ServerReflectionResponse, CancellationToken, ValueTask> write,
        DescriptorPool pool, string[] services, CancellationToken cancellationToken)
    {
        var session = new ReflectionSession(pool, services);
        await foreach (var request in requests.WithCancellation(cancellationToken))
            await write(session.Answer(request), cancellationToken);
    }

    // The two versions differ in their package only.
    private static async IAsyncEnumerable<ServerReflectionRequest> Converted(
        IAsyncEnumerable<Alpha.ServerReflectionRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken))
            yield return ServerReflectionRequest.Parser.ParseFrom(request.ToByteString());
    }

    private static Alpha.ServerReflectionResponse Converted(ServerReflectionResponse response) =>
        Alpha.ServerReflectionResponse.Parser.ParseFrom(response.ToByteString());
}
