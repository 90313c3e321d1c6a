using Grpc.Reflection.V1;

namespace Spacemesh.Rpc.Reflection;

/// <summary>One reflection stream: a file already sent on it is not sent again as an import.</summary>
internal sealed class ReflectionSession(DescriptorPool pool, string[] services)
{
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);

    /// <exception cref="RpcException">InvalidArgument for a request that asks nothing.</exception>
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                Put(response, pool.FileByName(request.FileByFilename));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                Put(response, pool.FileOfSymbol(request.FileContainingSymbol));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var extension = request.FileContainingExtension;
                Put(response, pool.FileOfExtension(extension.ContainingType, extension.ExtensionNumber));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                PutExtensions(response, request.AllExtensionNumbersOfType);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse { Service = { services.Select(name => new ServiceResponse { Name = name }) } };
                break;
            default:
                throw new RpcException(StatusCode.InvalidArgument, "invalid MessageRequest: <nil>");
        }

        return response;
    }

    private static ErrorResponse NotFound() => new() { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = "proto: not found" };

    /// <summary>The file, then its imports breadth-first, without those sent before.</summary>
    private void Put(ServerReflectionResponse response, PooledFile? file)
    {
        if (file is null)
        {
            response.ErrorResponse = NotFound();
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        var queue = new Queue<PooledFile>([file]);
        var queued = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        while (queue.TryDequeue(out var next))
        {
            if (_sent.Add(next.Name) || ReferenceEquals(next, file))
                response.FileDescriptorResponse.FileDescriptorProto.Add(next.Bytes);
            foreach (string import in next.Proto.Dependency)
            {
                if (pool.FileByName(import) is { } imported && queued.Add(import))
                    queue.Enqueue(imported);
            }
        }
    }

    private void PutExtensions(ServerReflectionResponse response, string type)
    {
        int[] numbers = [.. pool.ExtensionsOf(type)];
        if (numbers.Length == 0 && pool.FileOfSymbol(type) is null)
            response.ErrorResponse = NotFound();
        else
            response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type, ExtensionNumber = { numbers } };
    }
}
