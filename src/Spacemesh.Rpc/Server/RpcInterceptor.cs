namespace Spacemesh.Rpc.Server;

/// <summary>
/// Runs around every call of a listener: rate limits, tokens, measurements. Throws <see cref="RpcException"/> to refuse, or awaits <paramref name="next"/>.
/// The first interceptor of a list is the outermost.
/// </summary>
public delegate Task RpcInterceptor(RpcContext context, Func<Task> next);
