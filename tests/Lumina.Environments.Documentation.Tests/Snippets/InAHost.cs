using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class InAHost
{
    public static WebApplicationBuilder Create()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        // snippet: in-a-host
        builder.Services.AddLuminaEnvironments().UseLocal();
        // end snippet
        return builder;
    }
}
