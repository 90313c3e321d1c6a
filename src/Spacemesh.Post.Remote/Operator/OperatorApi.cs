using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Spacemesh.Post.Remote.Http;
using Spacemesh.Post.Remote.ServiceSide;

namespace Spacemesh.Post.Remote.Operator;

/// <summary>The operator API of a PoST service: <c>GET /status</c> (spec 02 §9.2).</summary>
public sealed class OperatorApi : IAsyncDisposable
{
    private readonly PlainHttpServer _server;

    private OperatorApi(PlainHttpServer server) => _server = server;

    public IPEndPoint EndPoint => _server.EndPoint;

    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<OperatorApi> StartAsync(IPEndPoint endPoint, PostProofService service, ILoggerFactory logs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new OperatorApi(await PlainHttpServer.StartAsync(endPoint, context => AnswerAsync(context, service), logs, cancellationToken));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, PostProofService service)
    {
        if (context.Request.Path != "/status")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET,HEAD";
            return;
        }

        byte[] body = Encoding.UTF8.GetBytes(service.Status.Json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
